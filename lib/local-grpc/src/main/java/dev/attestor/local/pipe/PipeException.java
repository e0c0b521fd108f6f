package dev.attestor.local.pipe;

import java.io.IOException;

/** A call to Windows about a pipe that failed. */
public final class PipeException extends IOException {

  private static final long serialVersionUID = 1L;

  private final int code;

  PipeException(String message, int code) {
    super("%s (error %s)".formatted(message, code));
    this.code = code;
  }

  /** The number of the error in winerror.h. */
  public int code() {
    return code;
  }
}
