package dev.attestor.spire.sat.review;

import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.spire.sat.NodeAttestationException.Kind;
import dev.attestor.spire.sat.ServiceAccountToken;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Why a request to an API server failed.
 *
 * @param again whether a retry may succeed
 */
record ApiFailure(Kind kind, boolean again, String message) {

  static ApiFailure of(ApiException e, String server, ServiceAccountToken token) {
    Throwable cause = e.getCause();
    if (cause instanceof SSLException) {
      return new ApiFailure(
          Kind.INTERNAL,
          false,
          "the certificate of the API server at \"%s\" is not trusted%s"
              .formatted(server, QuotedText.without(token, cause.getMessage())));
    }
    if (cause instanceof IOException) {
      return new ApiFailure(
          Kind.UNAVAILABLE,
          true,
          "the API server at \"%s\" cannot be reached%s"
              .formatted(server, QuotedText.without(token, cause.getMessage())));
    }
    int code = e.getCode();
    String message =
        "the API server at \"%s\" answered %s%s%s"
            .formatted(server, code, hint(code), QuotedText.without(token, message(e)));
    boolean again = code == 429 || code >= 500 || code == 401;
    Kind kind = code == 429 || code >= 500 ? Kind.UNAVAILABLE : Kind.INTERNAL;
    return new ApiFailure(kind, again, message);
  }

  private static String hint(int code) {
    return switch (code) {
      case 401 -> " (it rejected the plugin's own credentials)";
      case 403 -> " (the plugin's own account may not create tokenreviews.authentication.k8s.io)";
      default -> "";
    };
  }

  /** The message of the {@code Status} object in the response, if there is one. */
  private static @Nullable String message(ApiException e) {
    String body = e.getResponseBody();
    if (body == null) {
      return null;
    }
    try {
      return Json.textOr(Json.object(body), "message", "");
    } catch (BadJsonException ignored) {
      return null;
    }
  }
}
