package dev.attestor.sigstore.web;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A complete response.
 *
 * @param address its origin, after redirects
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record WebReply(URI address, int status, Map<String, List<String>> headers, byte[] body) {

  /** The first value of a header; names are case-insensitive. */
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  /** All values of a header. */
  public List<String> headers(String name) {
    return headers.entrySet().stream()
        .filter(entry -> entry.getKey().equalsIgnoreCase(name))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }
}
