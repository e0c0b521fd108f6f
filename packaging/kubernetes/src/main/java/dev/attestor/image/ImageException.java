package dev.attestor.image;

/** Thrown if an image cannot be built; the message says why. */
final class ImageException extends Exception {

  private static final long serialVersionUID = 1;

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
