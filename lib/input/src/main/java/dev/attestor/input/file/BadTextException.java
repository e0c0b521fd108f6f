package dev.attestor.input.file;

import java.io.IOException;

/**
 * Bytes that are not UTF-8. The message goes on after the name of what they are, such as "is saved
 * as UTF-16, expected UTF-8", and holds nothing of the text.
 */
public final class BadTextException extends IOException {

  private static final long serialVersionUID = 1L;

  BadTextException(String message) {
    super(message);
  }
}
