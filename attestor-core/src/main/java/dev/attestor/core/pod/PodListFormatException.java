package dev.attestor.core.pod;

import java.io.IOException;

/**
 * Thrown if a body is not a complete pod list. The message says where the problem is and what was
 * expected.
 */
public final class PodListFormatException extends IOException {

  PodListFormatException(String message) {
    super(message);
  }

  PodListFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
