package dev.attestor.core.kubelet;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The contents of the configured files at one point in time; empty for files that are not
 * configured.
 */
final class FileContents {

  private static final byte[] NONE = {};

  private final byte[] ca;
  private final byte[] token;
  private final byte[] certificate;
  private final byte[] key;
  private final List<TrustFile> trustFiles;

  private FileContents(
      byte[] ca, byte[] token, byte[] certificate, byte[] key, List<TrustFile> trustFiles) {
    this.ca = ca;
    this.token = token;
    this.certificate = certificate;
    this.key = key;
    this.trustFiles = List.copyOf(trustFiles);
  }

  /**
   * Reads all files.
   *
   * @throws KubeletException if files are missing or unreadable; names each of them
   */
  static FileContents read(SecurePort access) {
    List<KubeletException> problems = new ArrayList<>();
    FileContents contents = read(access, problems);
    if (problems.size() == 1) {
      throw problems.get(0);
    }
    if (!problems.isEmpty()) {
      throw new KubeletException(
          KubeletException.Kind.CREDENTIALS,
          problems.stream().map(Throwable::getMessage).collect(Collectors.joining("; ")),
          problems.get(0));
    }
    return contents;
  }

  private static FileContents read(SecurePort access, List<KubeletException> problems) {
    byte[] ca =
        access.server().caFile().map(file -> read(file, "kubelet_ca_path", problems)).orElse(NONE);
    byte[] token = NONE;
    byte[] certificate = NONE;
    byte[] key = NONE;
    if (access.authentication() instanceof Authentication.BearerToken bearer) {
      token = read(bearer.file(), "token_path", problems);
    } else if (access.authentication() instanceof Authentication.ClientCertificate client) {
      certificate = read(client.certificate(), "certificate_path", problems);
      key = read(client.key(), "private_key_path", problems);
    }
    return new FileContents(ca, token, certificate, key, trustFiles(access.server(), problems));
  }

  /** Files that may be missing, if one of them is of use. */
  private static List<TrustFile> trustFiles(ServerCheck check, List<KubeletException> problems) {
    if (!(check instanceof ServerCheck.Auto auto)) {
      return List.of();
    }
    List<TrustFile> files = TrustWays.read(auto);
    TrustWays.problem(files)
        .ifPresent(
            problem ->
                problems.add(new KubeletException(KubeletException.Kind.CREDENTIALS, problem)));
    return files;
  }

  private static byte[] read(Path file, String setting, List<KubeletException> problems) {
    try {
      return CredentialFile.read(file, setting);
    } catch (KubeletException e) {
      problems.add(e);
      return NONE;
    }
  }

  byte[] ca() {
    return ca;
  }

  byte[] token() {
    return token;
  }

  byte[] certificate() {
    return certificate;
  }

  byte[] key() {
    return key;
  }

  List<TrustFile> trustFiles() {
    return trustFiles;
  }

  boolean sameAs(FileContents other) {
    return Arrays.equals(ca, other.ca)
        && Arrays.equals(token, other.token)
        && Arrays.equals(certificate, other.certificate)
        && Arrays.equals(key, other.key)
        && trustFiles.equals(other.trustFiles);
  }
}
