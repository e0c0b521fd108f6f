package dev.attestor.sigstore.web;

import java.net.URI;
import java.util.Optional;

/**
 * What is asked.
 *
 * @param accept the value of the header {@code Accept}
 * @param authorization the value of the header {@code Authorization}; it goes to the origin of the
 *     address alone
 * @param body to post; without one the request is a GET
 * @param limit how many bytes the answer may have
 */
public record WebRequest(
    URI address, String accept, Optional<String> authorization, Optional<Body> body, long limit) {

  /** A text to post. It may hold a secret, so it is not printed. */
  record Body(String type, String text) {
    @Override
    public String toString() {
      return type;
    }
  }

  /** A GET. */
  public static WebRequest get(
      URI address, String accept, Optional<String> authorization, long limit) {
    return new WebRequest(address, accept, authorization, Optional.empty(), limit);
  }

  /** A POST of JSON that asks for JSON. */
  public static WebRequest post(URI address, String json, long limit) {
    return post(address, new Body("application/json", json), limit);
  }

  /** A POST of a form that asks for JSON. */
  public static WebRequest postForm(URI address, String form, long limit) {
    return post(address, new Body("application/x-www-form-urlencoded", form), limit);
  }

  private static WebRequest post(URI address, Body body, long limit) {
    return new WebRequest(address, "application/json", Optional.empty(), Optional.of(body), limit);
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
