package dev.attestor.sigstore.check;

import dev.attestor.fuzz.Seeds;
import dev.attestor.sigstore.trust.PemTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Claims about a payload whose digest no fuzzer comes upon. */
final class FuzzedClaims {

  private static final byte[] PAYLOAD = "payload".getBytes(StandardCharsets.UTF_8);
  private static final X509Certificate CERTIFICATE = certificate();

  private FuzzedClaims() {}

  /** One whose signature no fuzzer comes upon either. */
  static Claim of(Claim.Kind kind) {
    byte[] signature = "a signature of 32 bytes, not one".getBytes(StandardCharsets.UTF_8);
    return claim(kind, signature, List.of());
  }

  /** One with this signature, and an answer of a timestamp authority about it. */
  static Claim withTimestamp(byte[] signature, byte[] timestamp) {
    return claim(Claim.Kind.ENVELOPE, signature, List.of(timestamp));
  }

  private static Claim claim(Claim.Kind kind, byte[] signature, List<byte[]> timestamps) {
    return new Claim(
        kind,
        Set.of(),
        PAYLOAD,
        PAYLOAD,
        "{}",
        signature,
        CERTIFICATE,
        List.of(),
        Optional.empty(),
        timestamps);
  }

  private static X509Certificate certificate() {
    byte[] pem = Seeds.recorded("signed-images/trust/fulcio-root.pem").findFirst().orElseThrow();
    try {
      return PemTrust.certificates(new String(pem, StandardCharsets.UTF_8)).get(0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
