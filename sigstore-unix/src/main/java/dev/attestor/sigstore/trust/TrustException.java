package dev.attestor.sigstore.trust;

import java.io.IOException;

/** Trust roots that cannot be had. The message names the file or address. */
public final class TrustException extends IOException {

  TrustException(String message) {
    super(message);
  }

  TrustException(String message, Throwable cause) {
    super(message, cause);
  }
}
