package dev.attestor.kubernetes;

import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemBlock;
import dev.attestor.input.pem.PemException;
import java.util.List;
import java.util.stream.Collectors;

/** PEM as people bring it, in the one form that the Kubernetes client reads for sure. */
final class PlainPem {

  private PlainPem() {}

  /**
   * All certificates and nothing else.
   *
   * @throws PemException if there is none
   */
  static String certificates(Pem pem) throws PemException {
    return pem.blocks(List.of("CERTIFICATE")).stream()
        .map(PemBlock::text)
        .collect(Collectors.joining());
  }

  /**
   * The first private key and nothing else.
   *
   * @throws PemException if there is none, or it is encrypted
   */
  static String key(Pem pem) throws PemException {
    return pem.privateKey().text();
  }
}
