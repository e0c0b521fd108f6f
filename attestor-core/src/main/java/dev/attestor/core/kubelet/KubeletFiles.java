package dev.attestor.core.kubelet;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.tls.CertificateUse;
import dev.attestor.core.tls.FileRemark;
import dev.attestor.core.tls.FileRemark.Severity;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.file.SmallFileException.Problem;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the files that are configured for the kubelet: whether each can be read, and whether its
 * content is valid at a given time. Reports all problems, by the same rules that later apply to the
 * kubelet's certificate.
 */
public final class KubeletFiles {

  private static final String CA = "kubelet_ca_path";
  private static final String VERIFICATION = "kubelet_verification";
  private static final String TOKEN = "token_path";
  private static final String CERTIFICATE = "certificate_path";
  private static final String KEY = "private_key_path";

  private final Instant now;
  private final List<FileRemark> remarks = new ArrayList<>();

  private KubeletFiles(Instant now) {
    this.now = now;
  }

  /** All problems of the files; empty if there are none. */
  public static List<FileRemark> look(KubeletAccess access, Instant now) {
    if (!(access instanceof SecurePort secure)) {
      return List.of();
    }
    KubeletFiles files = new KubeletFiles(now);
    secure.server().caFile().ifPresent(files::lookAtCas);
    if (secure.server() instanceof ServerCheck.Auto auto) {
      TrustWays.problem(TrustWays.read(auto))
          .ifPresent(
              problem ->
                  files.remarks.add(new FileRemark(Severity.MISSING, VERIFICATION, problem)));
    }
    if (secure.authentication() instanceof Authentication.BearerToken bearer) {
      files.read(
          TOKEN, () -> BearerToken.parse(CredentialFile.read(bearer.file(), TOKEN), bearer.file()));
    } else if (secure.authentication() instanceof Authentication.ClientCertificate client) {
      files.lookAt(client);
    }
    return List.copyOf(files.remarks);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read();
  }

  private <T> Optional<T> read(String option, Reading<T> reading) {
    try {
      return Optional.of(reading.read());
    } catch (KubeletException e) {
      boolean missing =
          e.getCause() instanceof SmallFileException file && file.problem() == Problem.MISSING;
      remarks.add(
          new FileRemark(
              missing ? Severity.MISSING : Severity.ERROR, option, String.valueOf(e.getMessage())));
      return Optional.empty();
    }
  }

  private void lookAtCas(Path file) {
    read(CA, () -> PemCertificates.parse(CredentialFile.read(file, CA), file))
        .ifPresent(certificates -> remarks.addAll(remarksOnCas(certificates, file, now)));
  }

  /** An unusable certificate is an error only if the file has no usable one. */
  static List<FileRemark> remarksOnCas(List<X509Certificate> certificates, Path file, Instant now) {
    List<String> problems = new ArrayList<>();
    for (X509Certificate each : certificates) {
      CertificateUse.SERVER
          .problem(each, now)
          .ifPresent(problem -> problems.add(sentence(each, file, problem, CA)));
    }
    Severity severity = problems.size() == certificates.size() ? Severity.ERROR : Severity.WARNING;
    return problems.stream().map(problem -> new FileRemark(severity, CA, problem)).toList();
  }

  private void lookAt(Authentication.ClientCertificate client) {
    Optional<List<X509Certificate>> chain =
        read(
            CERTIFICATE,
            () ->
                PemCertificates.parse(
                    CredentialFile.read(client.certificate(), CERTIFICATE), client.certificate()));
    Optional<byte[]> key = read(KEY, () -> CredentialFile.read(client.key(), KEY));
    if (chain.isEmpty()) {
      return;
    }
    X509Certificate own = chain.get().get(0);
    CertificateUse.CLIENT
        .problem(own, now)
        .ifPresent(
            problem ->
                remarks.add(
                    new FileRemark(
                        Severity.ERROR,
                        CERTIFICATE,
                        sentence(own, client.certificate(), problem, CERTIFICATE))));
    key.ifPresent(content -> read(KEY, () -> Credentials.key(content, client, own)));
  }

  private static String sentence(
      X509Certificate certificate, Path file, String problem, String option) {
    return "the certificate %s in \"%s\" %s; see %s"
        .formatted(CertificateUse.quoted(certificate), file, problem, option);
  }
}
