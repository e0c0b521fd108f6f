package dev.attestor.input.pem;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if text is not PEM or has an invalid block. The message continues a sentence that starts
 * with the name of the text, such as "has a block "CERTIFICATE" in line 3 without an END line", and
 * contains nothing of the content.
 */
public final class PemException extends IOException {

  private static final long serialVersionUID = 1L;

  PemException(String message) {
    this(message, null);
  }

  PemException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
