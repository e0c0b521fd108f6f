package dev.attestor.kubernetes;

import dev.attestor.core.error.ApiServerException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okhttp3.Response;

/** Sends requests with the Kubernetes client, whose classes are loaded with this one. */
final class ClientRequests {

  private static final String[] CREDENTIALS = {"BearerToken"};

  private ClientRequests() {}

  /**
   * Sends a request, and waits for the head of the answer.
   *
   * @throws ApiServerException if one of our own files is missing
   * @throws IOException if there is no answer
   */
  static Response send(ApiClient client, ApiQuestion question) throws IOException {
    List<Pair> parameters = new ArrayList<>();
    question.parameters().forEach((name, value) -> parameters.add(new Pair(name, value)));
    // The client adds its credentials to these.
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", question.accept());
    headers.put("Content-Type", "application/json");
    byte[] body = question.body().map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    try {
      return client
          .buildCall(
              null,
              question.path(),
              body == null ? "GET" : "POST",
              parameters,
              List.of(),
              body,
              headers,
              new HashMap<>(),
              new HashMap<>(),
              CREDENTIALS,
              null)
          .execute();
    } catch (ApiException | RuntimeException e) {
      // The client throws this if the token file is missing; its message does not help.
      throw new ApiServerException(
          false,
          "the API server cannot be asked: our token file, or another required file, is missing or unreadable",
          e);
    }
  }
}
