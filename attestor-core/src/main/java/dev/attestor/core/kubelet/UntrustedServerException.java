package dev.attestor.core.kubelet;

import java.security.cert.CertificateException;

/**
 * The kubelet's certificate proves nothing. The message is ours: it names the certificate, what is
 * wrong with it, and the option to look at.
 */
final class UntrustedServerException extends CertificateException {

  private static final long serialVersionUID = 1L;

  UntrustedServerException(String message) {
    super(message);
  }
}
