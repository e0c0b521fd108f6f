package dev.attestor.sigstore.web;

import java.io.IOException;

/** A request without a usable answer. The message names the address, and no secret. */
public final class WebException extends IOException {

  /** Why there is no answer. */
  public enum Kind {
    /** No connection, no complete answer in time, or one that broke off. */
    UNREACHABLE,
    /** An answer that must not be followed or is larger than it may be. */
    REFUSED
  }

  private final Kind kind;

  WebException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  WebException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why there is no answer. */
  public Kind kind() {
    return kind;
  }
}
