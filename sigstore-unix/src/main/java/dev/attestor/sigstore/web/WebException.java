package dev.attestor.sigstore.web;

import java.io.IOException;

/** Thrown if a request gets no usable response. The message names the address, but no secret. */
public final class WebException extends IOException {

  /** Why it failed. */
  public enum Kind {
    /** No connection, or no complete response in time. */
    UNREACHABLE,
    /** A forbidden redirect, or a response that is too large. */
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

  /** Why it failed. */
  public Kind kind() {
    return kind;
  }
}
