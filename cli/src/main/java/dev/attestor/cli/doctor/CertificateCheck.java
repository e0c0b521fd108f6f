package dev.attestor.cli.doctor;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.Environment;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.kubelet.KubeletClient;
import dev.attestor.core.kubelet.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the kubelet's certificate is verified. Where that could be better, finds out which settings
 * would verify it, and shows them.
 */
final class CertificateCheck {

  private static final String WHAT = "kubelet certificate";
  private static final String WRITE = "write the lines below into the configuration";

  /** If a request fails like this, the kubelet's certificate was not received or not accepted. */
  private static final Set<KubeletException.Kind> NO_CERTIFICATE =
      Set.of(
          KubeletException.Kind.UNREACHABLE,
          KubeletException.Kind.TIMEOUT,
          KubeletException.Kind.TLS,
          KubeletException.Kind.CREDENTIALS);

  private final KubeletAccess access;
  private final @Nullable KubeletException failure;
  private final Optional<Verification> used;

  /**
   * Judges a request.
   *
   * @param failure how the request failed; null if it did not
   * @param used how "auto" verified the certificate
   */
  CertificateCheck(
      KubeletAccess access, @Nullable KubeletException failure, Optional<Verification> used) {
    this.access = access;
    this.failure = failure;
    this.used = used;
  }

  Finding run() {
    if (!(access instanceof SecurePort secure)) {
      return Finding.leftOut(WHAT, "the read-only port has none");
    }
    if (used.isPresent()) {
      return Finding.ok(
              WHAT,
              "verified by %s; for the same without \"auto\", write".formatted(used.get().way()))
          .with(used.get().settings());
    }
    if (secure.server() instanceof ServerCheck.None) {
      return unverified(secure);
    }
    if (failure != null && NO_CERTIFICATE.contains(failure.kind())) {
      return refused(secure, failure);
    }
    return secure
        .server()
        .serverName()
        .map(
            name ->
                Finding.ok(
                    WHAT, "its chain is verified, and that it is for \"%s\"".formatted(name)))
        .orElseGet(() -> unnamed(secure));
  }

  private static Finding unverified(SecurePort secure) {
    Optional<Verification> found = probe(secure);
    String what = "not verified: any server is accepted";
    return found
        .map(
            each ->
                Finding.warning(
                        WHAT, "%s, although %s verifies it".formatted(what, each.way()), WRITE)
                    .with(each.settings()))
        .orElseGet(
            () ->
                Finding.warning(
                    WHAT,
                    what,
                    "set kubelet_ca_path, and remove skip_kubelet_verification or"
                        + " kubelet_verification = \"skip\""));
  }

  private static Finding refused(SecurePort secure, KubeletException failure) {
    boolean other =
        failure.kind() == KubeletException.Kind.TLS
            || failure.kind() == KubeletException.Kind.CREDENTIALS;
    Optional<Verification> found =
        other && !(secure.server() instanceof ServerCheck.Auto) ? probe(secure) : Optional.empty();
    return found
        .map(
            each ->
                Finding.problem(
                        WHAT,
                        "not verified by these settings, but by %s".formatted(each.way()),
                        WRITE)
                    .with(each.settings()))
        .orElseGet(() -> Finding.leftOut(WHAT, "none was accepted so far: see the kubelet below"));
  }

  private static Finding unnamed(SecurePort secure) {
    String remedy = "set node_name_env or node_name, or kubelet_server_name to the name it is for";
    List<String> lines = probe(secure).map(Verification::settings).orElse(List.of());
    return Finding.warning(
            WHAT,
            "its chain is verified, but not its name",
            lines.isEmpty() ? remedy : remedy + ", as below")
        .with(lines);
  }

  /** Sends no credentials. Whether the kubelet then answers does not matter. */
  private static Optional<Verification> probe(SecurePort secure) {
    KubeletClient client;
    try {
      client =
          new KubeletClient(
              new SecurePort(
                  secure.host(), secure.port(), auto(secure), new Authentication.Anonymous()),
              Duration.ofHours(1));
    } catch (KubeletException e) {
      return Optional.empty();
    }
    try {
      client.listPods();
    } catch (KubeletException e) {
      return client.verification();
    }
    return client.verification();
  }

  private static Optional<Path> configuredCa(ServerCheck check) {
    return check instanceof ServerCheck.None none ? none.ignoredCa() : check.caFile();
  }

  private static ServerCheck.Auto auto(SecurePort secure) {
    Environment pod = name -> null;
    Optional<String> host =
        Optional.of(secure.host()).filter(name -> !name.equals(KubeletAccess.LOOPBACK));
    return new ServerCheck.Auto(
        configuredCa(secure.server()).orElseGet(() -> pod.serviceAccount().resolve("ca.crt")),
        secure.server().serverName().or(() -> host));
  }
}
