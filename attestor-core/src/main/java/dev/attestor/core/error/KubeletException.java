package dev.attestor.core.error;

/**
 * The kubelet gave no usable pod list. The message names the address, and the permission or file to
 * look at.
 */
public final class KubeletException extends AttestationException {

  /** Why there is no list. */
  public enum Kind {
    /** No connection: refused, no route, unknown name. */
    UNREACHABLE,
    /** No complete answer within the time limit. */
    TIMEOUT,
    /** The TLS handshake failed: chain, name, or client certificate. */
    TLS,
    /** A CA, token, certificate or key file is missing or of no use. */
    CREDENTIALS,
    /** 401: the kubelet does not know us. */
    UNAUTHENTICATED,
    /** 403: the kubelet knows us and does not let us list pods. */
    FORBIDDEN,
    /** Any other HTTP status than 200. */
    UNEXPECTED_STATUS,
    /** The body was cut, larger than the limit, or no pod list. */
    BAD_BODY,
    /** This attestor was closed while the caller waited. */
    CLOSED
  }

  private final Kind kind;

  /** Says what went wrong. */
  public KubeletException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Says what went wrong, and keeps the cause. */
  public KubeletException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why there is no list. */
  public Kind kind() {
    return kind;
  }
}
