package dev.attestor.sigstore.registry;

import java.io.IOException;

/**
 * Thrown if a registry does not return the requested content. The message names the registry, but
 * no secret.
 */
public final class RegistryException extends IOException {

  /** Why it failed. */
  public enum Kind {
    /** No connection, no complete response in time, or a server error. A retry may succeed. */
    UNREACHABLE,
    /** The registry has nothing with that name. */
    NOT_FOUND,
    /** The registry requires other credentials. */
    DENIED,
    /** The content does not match its digest, size or type, or is too large. */
    BAD_CONTENT
  }

  private final Kind kind;

  /** The message says what is wrong. */
  public RegistryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  RegistryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why it failed. */
  public Kind kind() {
    return kind;
  }
}
