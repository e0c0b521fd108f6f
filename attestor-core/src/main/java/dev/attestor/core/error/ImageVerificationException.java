package dev.attestor.core.error;

/**
 * The image of a container was not verified. The message names the image, and for each signature
 * that was found, the check that failed.
 */
public final class ImageVerificationException extends AttestationException {

  /** Why it was not. */
  public enum Kind {
    /** It has no signature that the configuration accepts. */
    REFUSED,
    /** A registry, the transparency log or the trust roots could not be reached in time. */
    UNAVAILABLE,
    /** This attestor was closed while the caller waited. */
    CLOSED
  }

  private final Kind kind;

  /** Says what went wrong. */
  public ImageVerificationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Says what went wrong, and keeps the cause. */
  public ImageVerificationException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why it was not. */
  public Kind kind() {
    return kind;
  }
}
