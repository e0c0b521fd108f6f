package dev.attestor.core.kubelet;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.pod.PodListFormatException;
import dev.attestor.input.stream.StreamTooLargeException;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.zip.ZipException;
import javax.net.ssl.SSLException;

/** Describes why the kubelet returned no pod list, and what to check. */
final class PodListFailures {

  /** The plain-text answer of Go's server to a client that does not use TLS. */
  private static final String HTTP_TO_HTTPS = "HTTP request to an HTTPS server";

  /** The JDK's message if no connection was made in time; a read timeout has another one. */
  static final String CONNECT_TIMED_OUT = "Connect timed out";

  /** How much of an answer, or of an exception that may quote one, a message shows. */
  static final int MAX_SHOWN = 500;

  private final URI pods;
  private final KubeletAccess access;
  private final ConnectionFailures connection;
  private volatile boolean reached;

  PodListFailures(URI pods, KubeletAccess access) {
    this.pods = pods;
    this.access = access;
    this.connection = new ConnectionFailures(access);
  }

  /** The kubelet has answered with 200, so the options led to it then. */
  void reached() {
    reached = true;
  }

  KubeletException status(int status, String text) {
    String said = text.isEmpty() ? "" : ": " + text;
    if (status == 400 && text.contains(HTTP_TO_HTTPS)) {
      return new KubeletException(
          Kind.UNEXPECTED_STATUS,
          "the kubelet at %s expects TLS on this port (400%s); set it as kubelet_secure_port"
              .formatted(pods, said));
    }
    return switch (status) {
      case 401 ->
          new KubeletException(
              Kind.UNAUTHENTICATED,
              "the kubelet at %s did not authenticate us (401%s); %s"
                  .formatted(pods, said, look401()));
      case 403 ->
          new KubeletException(
              Kind.FORBIDDEN,
              ("the kubelet at %s does not let us list pods (403%s); grant \"get\" on"
                      + " \"nodes/pods\" (kubelets from 1.33 on) or \"nodes/proxy\" (before)")
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
    if (e instanceof SocketTimeoutException && !rootMessage(e).equals(CONNECT_TIMED_OUT)) {
      return new KubeletException(
          Kind.TIMEOUT,
          "the kubelet at %s gave no complete answer within %s ms"
              .formatted(pods, timeout.toMillis()),
          e);
    }
    if (e instanceof SSLException && !answered) {
      return new KubeletException(
          Kind.TLS, "TLS with the kubelet at %s failed: %s".formatted(pods, connection.tls(e)), e);
    }
    if (answered) {
      return new KubeletException(Kind.BAD_BODY, body(e), e);
    }
    return new KubeletException(
        Kind.UNREACHABLE,
        "the kubelet at %s cannot be reached: %s"
            .formatted(pods, connection.reason(e, timeout, reached)),
        e);
  }

  private String body(IOException e) {
    boolean known = e instanceof PodListFormatException || e instanceof StreamTooLargeException;
    String what = known ? e.getMessage() : "it is incomplete: " + rootMessage(e);
    String zipped = e instanceof ZipException ? "it is not gzip: " + rootMessage(e) : what;
    return "the kubelet at %s returned no usable pod list: %s".formatted(pods, zipped);
  }

  static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null
        ? root.getClass().getSimpleName()
        : ForeignText.line(root.getMessage(), MAX_SHOWN);
  }
}
