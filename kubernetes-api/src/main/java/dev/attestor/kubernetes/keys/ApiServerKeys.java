package dev.attestor.kubernetes.keys;

import dev.attestor.kubernetes.ApiAccessException;
import dev.attestor.kubernetes.ApiConnection;
import dev.attestor.kubernetes.ApiServer;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.OpenidApi;
import java.io.IOException;
import okhttp3.Response;

/** The keys that an API server publishes at {@code /openid/v1/jwks}. */
public final class ApiServerKeys implements KeyPublisher {

  private final ApiServer server;

  /** Connects to nothing before its first use. */
  public ApiServerKeys(ApiServer server) {
    this.server = server;
  }

  @Override
  public String read() throws KeyPublisherException {
    ApiConnection connection = connect();
    try (Response response = ask(connection)) {
      String body = response.body().string();
      if (response.code() != 200) {
        throw new KeyPublisherException(refusal(connection, response.code()), null);
      }
      return body;
    } catch (KeyPublisherException e) {
      throw e;
    } catch (IOException e) {
      server.refuse(connection);
      throw new KeyPublisherException(
          "the API server at \"%s\" cannot be asked for its keys: %s"
              .formatted(connection.server(), e.getMessage()),
          e);
    }
  }

  private ApiConnection connect() throws KeyPublisherException {
    try {
      return server.connect();
    } catch (ApiAccessException e) {
      throw new KeyPublisherException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Response ask(ApiConnection connection) throws IOException {
    try {
      return new OpenidApi(connection.client())
          .getServiceAccountIssuerOpenIDKeyset()
          .buildCall(null)
          .execute();
    } catch (ApiException | RuntimeException e) {
      // The client throws this if the token file is missing; its message does not help.
      throw new IOException("the plugin's own token file is missing or unreadable", e);
    }
  }

  private String refusal(ApiConnection connection, int code) {
    if (code == 401) {
      server.refuse(connection);
    }
    String hint =
        switch (code) {
          case 401 -> " (it rejected the plugin's own credentials)";
          case 403 ->
              " (the plugin's own account may not get it; the ClusterRole"
                  + " system:service-account-issuer-discovery allows this)";
          default -> "";
        };
    return "the API server at \"%s\" answered %s for /openid/v1/jwks, expected 200%s"
        .formatted(connection.server(), code, hint);
  }
}
