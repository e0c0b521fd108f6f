package dev.attestor.input.pem;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateAuthoritiesTest {

  @Test
  void trustsTheGivenOnesAlone() throws GeneralSecurityException {
    List<X509Certificate> some =
        List.of(CertificateAuthorities.ofJava().getAcceptedIssuers()).subList(0, 2);

    assertThat(CertificateAuthorities.only(some).getAcceptedIssuers())
        .containsExactlyInAnyOrderElementsOf(some);
    assertThat(CertificateAuthorities.only(List.of()).getAcceptedIssuers()).isEmpty();
  }
}
