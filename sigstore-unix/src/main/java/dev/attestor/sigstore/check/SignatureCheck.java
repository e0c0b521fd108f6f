package dev.attestor.sigstore.check;

/** What is checked of a signature, in this order. */
public enum SignatureCheck {
  /** It can be read at all, and everything it needs is there. */
  FORMAT("format"),
  /** What was signed names the digest of the image. */
  PAYLOAD("payload"),
  /** The signature fits the key of the certificate. */
  SIGNATURE("signature"),
  /** The timestamps that came with it are about this signature, and by trusted authorities. */
  TIMESTAMP("timestamp"),
  /** The certificate chains to a trusted root at the time that counts. */
  CERTIFICATE("certificate"),
  /** Subject and issuer are allowed. */
  IDENTITY("identity"),
  /** The certificate was put into a trusted certificate log. */
  SCT("sct"),
  /** The signature was put into a trusted transparency log, and the entry is about it. */
  LOG("log"),
  /** What was needed for a check could be fetched. */
  FETCH("fetch");

  private final String label;

  SignatureCheck(String label) {
    this.label = label;
  }

  /** A signature that fails this check. */
  public CheckException failed(String why) {
    return new CheckException(this, why);
  }

  /** A signature that fails this check, with the cause. */
  public CheckException failed(String why, Throwable cause) {
    return new CheckException(this, why, cause);
  }

  /** The name for messages. */
  @Override
  public String toString() {
    return label;
  }
}
