package dev.attestor.kubernetes;

import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemBlock;
import dev.attestor.input.pem.PemException;
import java.util.List;
import java.util.stream.Collectors;

/** Converts PEM into the form that the Kubernetes client reads reliably. */
final class PlainPem {

  private PlainPem() {}

  /**
   * Only all certificates.
   *
   * @throws PemException if there is none
   */
  static String certificates(Pem pem) throws PemException {
    return pem.blocks(List.of("CERTIFICATE")).stream()
        .map(PemBlock::text)
        .collect(Collectors.joining());
  }

  /**
   * Only the first private key.
   *
   * @throws PemException if there is none, or it is encrypted
   */
  static String key(Pem pem) throws PemException {
    return pem.privateKey().text();
  }
}
