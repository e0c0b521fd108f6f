package dev.attestor.core.error;

/**
 * Thrown if the image of a container could not be verified. The message names the image and, for
 * each signature found, the failed check.
 */
public final class ImageVerificationException extends AttestationException {

  /** Why it failed. */
  public enum Kind {
    /** It has no signature that the configuration accepts. */
    REFUSED,
    /** A registry, the transparency log or the trust roots could not be reached in time. */
    UNAVAILABLE,
    /** The attestor was closed while the caller waited. */
    CLOSED
  }

  private final Kind kind;

  /** Creates the exception. */
  public ImageVerificationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates the exception with its cause. */
  public ImageVerificationException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why it failed. */
  public Kind kind() {
    return kind;
  }

  @Override
  public Outcome outcome() {
    return switch (kind) {
      case REFUSED -> Outcome.IMAGE;
      case UNAVAILABLE, CLOSED -> Outcome.REGISTRY;
    };
  }

  @Override
  public boolean mayPass() {
    return kind != Kind.REFUSED;
  }
}
