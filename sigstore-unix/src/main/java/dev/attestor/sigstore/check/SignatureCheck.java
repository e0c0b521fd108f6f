package dev.attestor.sigstore.check;

/** The checks of a signature, in order. */
public enum SignatureCheck {
  /** The signature can be parsed and is complete. */
  FORMAT("format"),
  /** The signed content names the digest of the image. */
  PAYLOAD("payload"),
  /** The signature is valid for the key of the certificate. */
  SIGNATURE("signature"),
  /** The timestamps are about this signature and from trusted authorities. */
  TIMESTAMP("timestamp"),
  /** The certificate chains to a trusted root at the relevant time. */
  CERTIFICATE("certificate"),
  /** Subject and issuer are allowed. */
  IDENTITY("identity"),
  /** The certificate is in a trusted certificate log. */
  SCT("sct"),
  /** The signature is in a trusted transparency log, and the entry is about it. */
  LOG("log"),
  /** Everything that a check needed could be fetched. */
  FETCH("fetch");

  private final String label;

  SignatureCheck(String label) {
    this.label = label;
  }

  /** A failure of this check. */
  public CheckException failed(String why) {
    return new CheckException(this, why);
  }

  /** A failure of this check, with its cause. */
  public CheckException failed(String why, Throwable cause) {
    return new CheckException(this, why, cause);
  }

  /** The name for messages. */
  @Override
  public String toString() {
    return label;
  }
}
