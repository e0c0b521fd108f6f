package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A file of certificates that may or may not be there.
 *
 * @param certificates empty if the file is of no use
 * @param problem why it is of no use; empty if it is of use
 */
record TrustFile(Path path, List<X509Certificate> certificates, String problem) {

  TrustFile {
    certificates = List.copyOf(certificates);
  }

  /** A file that the configuration names, or its default. */
  static TrustFile configured(Path path) {
    return read(path, "kubelet_ca_path");
  }

  /** A file that nobody named. So it counts only if nobody but root can have written it. */
  static TrustFile wellKnown(Path path) {
    return RootsFile.problem(path)
        .map(problem -> unusable(path, problem))
        .orElseGet(() -> read(path, "kubelet_verification"));
  }

  private static TrustFile read(Path path, String setting) {
    try {
      return new TrustFile(
          path, PemCertificates.parse(CredentialFile.read(path, setting), path), "");
    } catch (KubeletException e) {
      return unusable(path, String.valueOf(e.getMessage()));
    }
  }

  private static TrustFile unusable(Path path, String problem) {
    return new TrustFile(path, List.of(), problem);
  }

  boolean isUsable() {
    return problem.isEmpty();
  }
}
