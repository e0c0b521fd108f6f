package dev.attestor.kubernetes;

import java.nio.file.Path;

/** How we prove to an API server who we are. */
sealed interface ApiIdentity {

  /** Not at all. */
  record Anonymous() implements ApiIdentity {}

  /** By a certificate; both parts in PEM. */
  record Certificate(String chain, String key) implements ApiIdentity {

    @Override
    public String toString() {
      return "Certificate[redacted]";
    }
  }

  /** By a token that stays as it is. */
  record Token(String value) implements ApiIdentity {

    @Override
    public String toString() {
      return "Token[redacted]";
    }
  }

  /** By a token that is read anew every minute. */
  record TokenFile(Path file) implements ApiIdentity {}

  /** By name and password. */
  record Password(String user, String password) implements ApiIdentity {

    @Override
    public String toString() {
      return "Password[redacted]";
    }
  }

  /** By what a program gives out. */
  record Program(ExecPlugin plugin) implements ApiIdentity {}
}
