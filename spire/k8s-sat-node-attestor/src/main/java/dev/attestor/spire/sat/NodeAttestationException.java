package dev.attestor.spire.sat;

/** Why an attestation failed, in words that hold no part of a token. */
public final class NodeAttestationException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What a caller can make of it. */
  public enum Kind {
    /** What the agent sent cannot be used. */
    INVALID,
    /** What the agent sent is understood, and not enough. */
    DENIED,
    /** Another try may do. */
    UNAVAILABLE,
    /** Somebody has to mend something on the server's side. */
    INTERNAL
  }

  private final Kind kind;

  /** Takes a message in lower case without a full stop. */
  public NodeAttestationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What the agent sent cannot be used. */
  public static NodeAttestationException invalid(String message) {
    return new NodeAttestationException(Kind.INVALID, message);
  }

  /** What the agent sent is understood, and not enough. */
  public static NodeAttestationException denied(String message) {
    return new NodeAttestationException(Kind.DENIED, message);
  }

  /** What a caller can make of it. */
  public Kind kind() {
    return kind;
  }
}
