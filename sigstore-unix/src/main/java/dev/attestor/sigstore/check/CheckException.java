package dev.attestor.sigstore.check;

/** Thrown if a signature is rejected. The message says which check failed, and why. */
public final class CheckException extends Exception {

  private final SignatureCheck check;

  CheckException(SignatureCheck check, String message) {
    super(message);
    this.check = check;
  }

  CheckException(SignatureCheck check, String message, Throwable cause) {
    super(message, cause);
    this.check = check;
  }

  /** The failed check. */
  public SignatureCheck check() {
    return check;
  }
}
