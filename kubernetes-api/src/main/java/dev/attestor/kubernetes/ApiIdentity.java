package dev.attestor.kubernetes;

import java.nio.file.Path;

/** How this client authenticates to an API server. */
sealed interface ApiIdentity {

  /** Without credentials. */
  record Anonymous() implements ApiIdentity {}

  /** With a client certificate; both parts in PEM. */
  record Certificate(String chain, String key) implements ApiIdentity {

    @Override
    public String toString() {
      return "Certificate[redacted]";
    }
  }

  /** With a token that does not change. */
  record Token(String value) implements ApiIdentity {

    @Override
    public String toString() {
      return "Token[redacted]";
    }
  }

  /** With a token file, which is read again every minute. */
  record TokenFile(Path file) implements ApiIdentity {}

  /** With user name and password. */
  record Password(String user, String password) implements ApiIdentity {

    @Override
    public String toString() {
      return "Password[redacted]";
    }
  }

  /** With the credentials that a program returns. */
  record Program(ExecPlugin plugin) implements ApiIdentity {}
}
