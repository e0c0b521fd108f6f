package dev.attestor.image;

/** No image can be made of this; the message says why. */
final class ImageException extends Exception {

  private static final long serialVersionUID = 1;

  ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
