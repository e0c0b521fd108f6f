package dev.attestor.core.error;

/**
 * Thrown if the kubelet returned no usable pod list. The message names the address, and the
 * permission or file to check.
 */
public final class KubeletException extends AttestationException {

  /** Why it failed. */
  public enum Kind {
    /** No connection: refused, not accepted in time, no route, unknown host. */
    UNREACHABLE,
    /** Connected, but no complete response within the time limit. */
    TIMEOUT,
    /** The TLS handshake failed: chain, name, or client certificate. */
    TLS,
    /** A CA, token, certificate or key file is missing or invalid. */
    CREDENTIALS,
    /** 401: the kubelet rejected the credentials. */
    UNAUTHENTICATED,
    /** 403: the kubelet accepted the credentials but does not allow listing pods. */
    FORBIDDEN,
    /** Any other HTTP status except 200. */
    UNEXPECTED_STATUS,
    /** The body was incomplete, too large, or not a pod list. */
    BAD_BODY,
    /** The attestor was closed while the caller waited. */
    CLOSED
  }

  private final Kind kind;

  /** Creates the exception. */
  public KubeletException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** Creates the exception with its cause. */
  public KubeletException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** Why it failed. */
  public Kind kind() {
    return kind;
  }

  @Override
  public Outcome outcome() {
    return Outcome.KUBELET;
  }

  @Override
  public boolean mayPass() {
    return switch (kind) {
      case UNREACHABLE, TIMEOUT, UNEXPECTED_STATUS, CLOSED -> true;
      case TLS, CREDENTIALS, UNAUTHENTICATED, FORBIDDEN, BAD_BODY -> false;
    };
  }
}
