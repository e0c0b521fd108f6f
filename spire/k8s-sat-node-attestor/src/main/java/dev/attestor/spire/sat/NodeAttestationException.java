package dev.attestor.spire.sat;

/** Why an attestation failed. The message contains no part of a token. */
public final class NodeAttestationException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Who has to act. */
  public enum Kind {
    /** The agent's data is invalid. */
    INVALID,
    /** The agent's data is valid, but the attestation is denied. */
    DENIED,
    /** A retry may succeed. */
    UNAVAILABLE,
    /** Somebody must fix something on the server side. */
    INTERNAL
  }

  private final Kind kind;

  /** The message is in lower case without a full stop. */
  public NodeAttestationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** The agent's data is invalid. */
  public static NodeAttestationException invalid(String message) {
    return new NodeAttestationException(Kind.INVALID, message);
  }

  /** The agent's data is valid, but the attestation is denied. */
  public static NodeAttestationException denied(String message) {
    return new NodeAttestationException(Kind.DENIED, message);
  }

  /** Who has to act. */
  public Kind kind() {
    return kind;
  }
}
