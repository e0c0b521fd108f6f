package dev.attestor.kubernetes;

import dev.attestor.input.secret.Secret;
import java.nio.file.Path;

/** How this client authenticates to an API server. */
sealed interface ApiIdentity {

  /** Without credentials. */
  record Anonymous() implements ApiIdentity {}

  /** With a client certificate; both parts in PEM. */
  record Certificate(String chain, Secret key) implements ApiIdentity {}

  /** With a token that does not change. */
  record Token(Secret value) implements ApiIdentity {}

  /** With a token file, which is read again every minute. */
  record TokenFile(Path file) implements ApiIdentity {}

  /** With user name and password. */
  record Password(String user, Secret password) implements ApiIdentity {}

  /** With the credentials that a program returns. */
  record Program(ExecPlugin plugin) implements ApiIdentity {}
}
