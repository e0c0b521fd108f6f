package dev.attestor.procfs;

import java.io.IOException;

/** A text of the kernel's does not have the form that the kernel gives it. */
public final class MalformedTextException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Says what is wrong, and what was expected. */
  public MalformedTextException(String message) {
    super(message);
  }
}
