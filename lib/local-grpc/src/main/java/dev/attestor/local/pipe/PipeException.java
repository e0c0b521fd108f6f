package dev.attestor.local.pipe;

import java.io.IOException;

/** Thrown if a Windows call for a pipe fails. */
public final class PipeException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int code;

  PipeException(String message, int code) {
    super("%s (error %s)".formatted(message, code));
    this.code = code;
  }

  /** The error code of winerror.h. */
  public int code() {
    return code;
  }
}
