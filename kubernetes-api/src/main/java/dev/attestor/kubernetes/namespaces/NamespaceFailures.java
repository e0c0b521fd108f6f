package dev.attestor.kubernetes.namespaces;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** Error messages for failed namespace requests. */
final class NamespaceFailures {

  private static final int MAX_WORDS = 300;

  private final String subject;

  NamespaceFailures(String namespace, String server) {
    this.subject =
        "namespace \"%s\" cannot be read: the API server at \"%s\" ".formatted(namespace, server);
  }

  /** The server answered with a status other than 200. */
  ApiServerException status(int code, String body) {
    String hint =
        switch (code) {
          case 401 -> "; it rejected our credentials";
          case 403 -> "; grant \"get\" on \"namespaces\"";
          default -> "";
        };
    String words = NamespaceBody.message(body).map(NamespaceFailures::words).orElse("");
    return new ApiServerException(
        code == 429 || code >= 500, subject + "answered " + code + words + hint);
  }

  /** The request failed, or the response was invalid. */
  ApiServerException io(IOException e, boolean answered) {
    if (answered) {
      return new ApiServerException(false, subject + "returned an unusable answer" + words(e), e);
    }
    boolean tls = e instanceof SSLException;
    return new ApiServerException(
        !tls, subject + (tls ? "cannot be trusted" : "cannot be reached") + words(e), e);
  }

  private static String words(Throwable cause) {
    return words(String.valueOf(cause.getMessage()));
  }

  private static String words(String message) {
    String line = ForeignText.line(message, MAX_WORDS);
    return line.isEmpty() ? "" : ": " + line;
  }
}
