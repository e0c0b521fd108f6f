package dev.attestor.sigstore.web;

import java.net.URI;
import java.util.Optional;

/**
 * An HTTP request.
 *
 * @param accept the value of the header {@code Accept}
 * @param authorization the value of the header {@code Authorization}; sent only to the origin of
 *     the address
 * @param body the body to post; if empty, the request is a GET
 * @param limit the maximum size of the response in bytes
 */
public record WebRequest(
    URI address, String accept, Optional<String> authorization, Optional<Body> body, long limit) {

  /** A text to post. It may contain a secret, so it is never printed. */
  record Body(String type, String text) {
    @Override
    public String toString() {
      return type;
    }
  }

  /** Creates a GET request. */
  public static WebRequest get(
      URI address, String accept, Optional<String> authorization, long limit) {
    return new WebRequest(address, accept, authorization, Optional.empty(), limit);
  }

  /** Creates a POST request with JSON that accepts JSON. */
  public static WebRequest post(URI address, String json, long limit) {
    return post(address, new Body("application/json", json), limit);
  }

  /** Creates a POST request with a form that accepts JSON. */
  public static WebRequest postForm(URI address, String form, long limit) {
    return post(address, new Body("application/x-www-form-urlencoded", form), limit);
  }

  private static WebRequest post(URI address, Body body, long limit) {
    return new WebRequest(address, "application/json", Optional.empty(), Optional.of(body), limit);
  }

  WebRequest redirectedTo(URI next) {
    boolean sameOrigin = Addresses.origin(next).equals(Addresses.origin(address));
    // A credential that was dropped at a redirect is never sent again.
    return new WebRequest(next, accept, sameOrigin ? authorization : Optional.empty(), body, limit);
  }

  @Override
  public String toString() {
    return "%s %s".formatted(body.isPresent() ? "POST" : "GET", Addresses.shown(address));
  }
}
