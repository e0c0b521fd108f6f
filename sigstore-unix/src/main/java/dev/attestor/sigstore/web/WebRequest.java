package dev.attestor.sigstore.web;

import java.net.URI;
import java.util.Optional;

/**
 * What is asked.
 *
 * @param accept the value of the header {@code Accept}
 * @param authorization the value of the header {@code Authorization}; it goes to the origin of the
 *     address alone
 * @param body JSON to post; without one the request is a GET
 * @param limit how many bytes the answer may have
 */
public record WebRequest(
    URI address, String accept, Optional<String> authorization, Optional<String> body, long limit) {

  /** A GET. */
  public static WebRequest get(
      URI address, String accept, Optional<String> authorization, long limit) {
    return new WebRequest(address, accept, authorization, Optional.empty(), limit);
  }

  /** A POST of JSON that asks for JSON. */
  public static WebRequest post(URI address, String json, long limit) {
    return new WebRequest(address, "application/json", Optional.empty(), Optional.of(json), limit);
  }

  WebRequest redirectedTo(URI next) {
    boolean sameOrigin = Addresses.origin(next).equals(Addresses.origin(address));
    // A credential that was once left behind does not come back.
    return new WebRequest(next, accept, sameOrigin ? authorization : Optional.empty(), body, limit);
  }

  @Override
  public String toString() {
    return "%s %s".formatted(body.isPresent() ? "POST" : "GET", Addresses.shown(address));
  }
}
