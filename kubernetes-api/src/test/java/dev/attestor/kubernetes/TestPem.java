package dev.attestor.kubernetes;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A certificate of nobody's and its key, made for these tests by OpenSSL. */
final class TestPem {

  static final String CERTIFICATE =
      """
      -----BEGIN CERTIFICATE-----
      MIIBdTCCARugAwIBAgIUOCPYn4BRFdsZz6nmEdH9ukyKFsswCgYIKoZIzj0EAwIw
      DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjYwNzUxMzZaGA8yMTI2MTEwMjA3NTEz
      NlowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAS0
      HxGpe934OBmP0KadlizIq/rwgnVwkQUPZ/xhyqiA/kYRM9uN0/ypZkuqhuDHX8Ao
      z7kqpAmt/zivE5MyHc+jUzBRMB0GA1UdDgQWBBQz62eICxaGwYStc9fmqpxZsR90
      HzAfBgNVHSMEGDAWgBQz62eICxaGwYStc9fmqpxZsR90HzAPBgNVHRMBAf8EBTAD
      AQH/MAoGCCqGSM49BAMCA0gAMEUCIQCOTTOatEg8TCl1N8ZluHxZ7ihzSRKu36ZN
      hIhprzKeywIgS7a3xitQ48PdCXqI/hwC/BTXEXmwjIcJiMZn5G/GwA4=
      -----END CERTIFICATE-----
      """;

  static final String KEY =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIOHAZlN19uu5ZO1/JKVS2ZRRDAXd48ABavC/5ZDfy2e/oAoGCCqGSM49
      AwEHoUQDQgAEBLQfEal73fg4GY/Qpp2WLMir+vCCdXCRBQ9n/GHKqID+RhEz243T
      /KlmS6qG4MdfwCjPuSqkCa3/OK8TkzIdzw==
      -----END EC PRIVATE KEY-----
      """;

  private TestPem() {}

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
