package dev.attestor.kubelet;

import dev.attestor.config.Authentication;
import dev.attestor.config.KubeletAccess.SecurePort;
import dev.attestor.config.ServerCheck;
import java.util.Arrays;

/** The files that a configuration names, as they were at one moment; empty where it names none. */
final class FileContents {

  private static final byte[] NONE = {};

  private final byte[] ca;
  private final byte[] token;
  private final byte[] certificate;
  private final byte[] key;

  private FileContents(byte[] ca, byte[] token, byte[] certificate, byte[] key) {
    this.ca = ca;
    this.token = token;
    this.certificate = certificate;
    this.key = key;
  }

  /**
   * Reads them all.
   *
   * @throws dev.attestor.error.KubeletException if one is missing or may not be read
   */
  static FileContents read(SecurePort access) {
    byte[] token = NONE;
    byte[] certificate = NONE;
    byte[] key = NONE;
    if (access.authentication() instanceof Authentication.BearerToken bearer) {
      token = CredentialFile.read(bearer.file(), "token_path");
    } else if (access.authentication() instanceof Authentication.ClientCertificate client) {
      certificate = CredentialFile.read(client.certificate(), "certificate_path");
      key = CredentialFile.read(client.key(), "private_key_path");
    }
    return new FileContents(readCa(access.server()), token, certificate, key);
  }

  private static byte[] readCa(ServerCheck check) {
    return check.caFile().map(file -> CredentialFile.read(file, "kubelet_ca_path")).orElse(NONE);
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

  boolean sameAs(FileContents other) {
    return Arrays.equals(ca, other.ca)
        && Arrays.equals(token, other.token)
        && Arrays.equals(certificate, other.certificate)
        && Arrays.equals(key, other.key);
  }
}
