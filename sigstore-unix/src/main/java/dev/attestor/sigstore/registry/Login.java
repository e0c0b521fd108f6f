package dev.attestor.sigstore.registry;

import dev.attestor.input.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The credentials for a registry. */
record Login(Kind kind, String user, Secret secret) {

  /** The user name in Docker's files and helpers that marks an identity token. */
  private static final String TOKEN_USER = "<token>";

  /** The kind of secret. */
  enum Kind {
    /** The user's password. */
    PASSWORD,
    /** A refresh token (OAuth 2), for which a token service issues a token. */
    IDENTITY_TOKEN,
    /** A token that the registry accepts directly. */
    REGISTRY_TOKEN
  }

  /** A user and a password, or an identity token under its special user name. */
  Login(String user, String secret) {
    this(user.equals(TOKEN_USER) ? Kind.IDENTITY_TOKEN : Kind.PASSWORD, user, Secret.of(secret));
  }

  static Login identityToken(String token) {
    return new Login(TOKEN_USER, token);
  }

  static Login registryToken(String token) {
    return new Login(Kind.REGISTRY_TOKEN, "", Secret.of(token));
  }

  String basic() {
    byte[] both = (user + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }
}
