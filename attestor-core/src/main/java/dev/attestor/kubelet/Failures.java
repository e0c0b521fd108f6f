package dev.attestor.kubelet;

import dev.attestor.config.Authentication;
import dev.attestor.config.KubeletAccess;
import dev.attestor.config.KubeletAccess.SecurePort;
import dev.attestor.error.KubeletException;
import dev.attestor.error.KubeletException.Kind;
import dev.attestor.kubelet.BoundedBody.BodyTooLargeException;
import dev.attestor.pod.PodListFormatException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;

/** Puts into words why the kubelet gave no pod list, and what to look at. */
final class Failures {

  private final URI pods;
  private final KubeletAccess access;

  Failures(URI pods, KubeletAccess access) {
    this.pods = pods;
    this.access = access;
  }

  KubeletException status(int status, String text) {
    String said = text.isEmpty() ? "" : ": " + text;
    return switch (status) {
      case 401 ->
          new KubeletException(
              Kind.UNAUTHENTICATED,
              "the kubelet at %s does not accept us (401%s); %s".formatted(pods, said, look401()));
      case 403 ->
          new KubeletException(
              Kind.FORBIDDEN,
              ("the kubelet at %s does not let us list pods (403%s); grant \"get\" on \"nodes/pods\""
                      + " (kubelets from 1.33 on) or \"nodes/proxy\" (before)")
                  .formatted(pods, said));
      default ->
          new KubeletException(
              Kind.UNEXPECTED_STATUS,
              "the kubelet at %s answered %s, expected 200%s".formatted(pods, status, said));
    };
  }

  private String look401() {
    if (!(access instanceof SecurePort secure)) {
      return "expected a port without authentication in kubelet_read_only_port";
    }
    if (secure.authentication() instanceof Authentication.BearerToken bearer) {
      return "look at the token in \"%s\" and the kubelet's --authentication-token-webhook"
          .formatted(bearer.file());
    }
    if (secure.authentication() instanceof Authentication.ClientCertificate client) {
      return "look at the certificate in \"%s\" and the kubelet's --client-ca-file"
          .formatted(client.certificate());
    }
    return "use_anonymous_authentication needs the kubelet's --anonymous-auth";
  }

  KubeletException io(IOException e, boolean answered, Duration timeout) {
    if (e instanceof SocketTimeoutException) {
      return new KubeletException(
          Kind.TIMEOUT,
          "the kubelet at %s gave no complete answer within %s ms"
              .formatted(pods, timeout.toMillis()),
          e);
    }
    if (e instanceof SSLException && !answered) {
      return new KubeletException(
          Kind.TLS, "TLS with the kubelet at %s failed: %s".formatted(pods, tls(e)), e);
    }
    if (answered) {
      return new KubeletException(Kind.BAD_BODY, body(e), e);
    }
    return new KubeletException(
        Kind.UNREACHABLE, "the kubelet at %s cannot be reached: %s".formatted(pods, reason(e)), e);
  }

  private String body(IOException e) {
    boolean known = e instanceof PodListFormatException || e instanceof BodyTooLargeException;
    String what = known ? e.getMessage() : "it is cut: " + reason(e);
    String zipped = e instanceof ZipException ? "it is no gzip: " + reason(e) : what;
    return "the kubelet at %s gave no usable pod list: %s".formatted(pods, zipped);
  }

  private String tls(IOException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof UntrustedServerException refused) {
        return String.valueOf(refused.getMessage());
      }
    }
    return rootMessage(e);
  }

  private static String reason(IOException e) {
    if (e instanceof UnknownHostException) {
      return "the name \"%s\" has no address".formatted(printable(String.valueOf(e.getMessage())));
    }
    if (e instanceof ConnectException) {
      return "connection refused";
    }
    return printable(rootMessage(e));
  }

  static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : printable(root.getMessage());
  }

  /** Text from outside on one line, without control characters. */
  static String printable(String text) {
    return text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
  }
}
