package dev.attestor.sigstore.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A trusted root gives authorities with a root and keys of logs, or is rejected. */
class TrustedRootFuzzTest {

  static Stream<byte[]> roots() {
    return Seeds.recorded(
        "signed-images/trust/trusted_root.json",
        "signed-images-rekor-v2/trust/trusted_root-without-tsa.json");
  }

  @MethodSource("roots")
  @FuzzTest
  void givesAuthoritiesAndKeys(byte[] json) {
    Growth.check(json, bytes -> TrustedRootFile.parse(bytes, "root.json"));
    try {
      TrustRoots roots = TrustedRootFile.parse(json, "root.json").roots();
      assertThat(roots.logs()).allSatisfy(log -> assertThat(log.key().getEncoded()).isNotEmpty());
    } catch (TrustException e) {
      Refusals.check(e);
    }
  }
}
