package dev.attestor.sigstore.registry;

import java.io.IOException;

/** A registry that did not give what was asked for. The message names it, and no secret. */
public final class RegistryException extends IOException {

  /** Why it did not. */
  public enum Kind {
    /** No connection, no complete answer in time, or a failing server: may be better next time. */
    UNREACHABLE,
    /** It has nothing of that name. */
    NOT_FOUND,
    /** It wants other credentials. */
    DENIED,
    /** Content that is not what its digest, size or type says, or larger than it may be. */
    BAD_CONTENT
  }

  private final Kind kind;

  /** Says what is wrong. */
  public RegistryException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  RegistryException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why it did not. */
  public Kind kind() {
    return kind;
  }
}
