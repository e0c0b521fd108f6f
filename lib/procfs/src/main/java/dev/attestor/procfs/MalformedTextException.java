package dev.attestor.procfs;

import java.io.IOException;

/** Thrown if kernel text does not have the format that the kernel writes. */
public final class MalformedTextException extends IOException {

  private static final long serialVersionUID = 1L;

  /** The message says what is wrong and what was expected. */
  public MalformedTextException(String message) {
    super(message);
  }
}
