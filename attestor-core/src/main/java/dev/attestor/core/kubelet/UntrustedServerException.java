package dev.attestor.core.kubelet;

import java.security.cert.CertificateException;

/**
 * Thrown if the kubelet's certificate is not trusted. The message names the certificate, the
 * problem, and the option to check.
 */
final class UntrustedServerException extends CertificateException {

  private static final long serialVersionUID = 1L;

  UntrustedServerException(String message) {
    super(message);
  }
}
