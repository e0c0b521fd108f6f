package dev.attestor.sigstore.check;

/** A signature that does not count. The message says which check failed, and how. */
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

  /** Which check failed. */
  public SignatureCheck check() {
    return check;
  }
}
