package dev.attestor.kubernetes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request to the API server.
 *
 * @param path escaped, with nothing in it that could name another object
 * @param parameters of the query, not escaped yet
 * @param accept the media types of the answer
 * @param body JSON to post; a request without one is a GET
 * @param right what our account needs for it, such as {@code "get" on "pods"}
 */
public record ApiQuestion(
    String path,
    Map<String, String> parameters,
    String accept,
    Optional<String> body,
    String right) {

  /** Copies the parameters, in their order. */
  public ApiQuestion {
    parameters = new LinkedHashMap<>(parameters);
  }

  /** Asks for what a path names. */
  public static ApiQuestion get(String path, String accept, String right) {
    return new ApiQuestion(path, Map.of(), accept, Optional.empty(), right);
  }

  /** Posts an object. */
  public static ApiQuestion post(String path, String body, String right) {
    return new ApiQuestion(path, Map.of(), "application/json", Optional.of(body), right);
  }

  /** The same with other parameters. */
  public ApiQuestion with(Map<String, String> others) {
    return new ApiQuestion(path, others, accept, body, right);
  }
}
