package dev.attestor.core.pod;

import java.io.IOException;

/** A body that is not a complete pod list. The message says where and what was expected. */
public final class PodListFormatException extends IOException {

  PodListFormatException(String message) {
    super(message);
  }

  PodListFormatException(String message, Throwable cause) {
    super(message, cause);
  }
}
