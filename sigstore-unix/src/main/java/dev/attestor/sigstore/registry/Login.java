package dev.attestor.sigstore.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A user and a password for one registry. Prints neither.
 *
 * @param user {@code <token>} where the password is an identity token, as Docker's files have it
 */
record Login(String user, String password) {

  static final String TOKEN_USER = "<token>";

  boolean isIdentityToken() {
    return user.equals(TOKEN_USER);
  }

  String basic() {
    byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }

  @Override
  public String toString() {
    return "a login";
  }
}
