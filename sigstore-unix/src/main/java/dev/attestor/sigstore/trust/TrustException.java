package dev.attestor.sigstore.trust;

import java.io.IOException;

/** Thrown if trust roots are unavailable. The message names the file or address. */
public final class TrustException extends IOException {

  TrustException(String message) {
    super(message);
  }

  TrustException(String message, Throwable cause) {
    super(message, cause);
  }
}
