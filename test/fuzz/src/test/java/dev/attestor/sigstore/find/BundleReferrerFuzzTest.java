package dev.attestor.sigstore.find;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.registry.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Any bytes as a Sigstore bundle are parsed or rejected. */
class BundleReferrerFuzzTest {

  private static final Digest IMAGE = new Digest("0a".repeat(32));

  @FuzzTest
  void isReadOrRefused(byte[] bundle) {
    Growth.check(bundle, BundleReferrerFuzzTest::read);
    try {
      Candidate.Read read = read(bundle);
      assertThat(read.claim().certificate()).isNotNull();
      assertThat(read.claim().entry()).isPresent();
    } catch (CheckException e) {
      Refusals.check(e);
    }
  }

  private static Candidate.Read read(byte[] bundle) throws CheckException {
    Descriptor layer =
        new Descriptor(BundleReferrer.TYPE, Digest.of(bundle), bundle.length, "", Map.of());
    Manifest manifest =
        new Manifest(
            new byte[0], BundleReferrer.TYPE, List.of(layer), List.of(), Optional.of(IMAGE));
    return new BundleReferrer(blob -> bundle, IMAGE, Digest.of(bundle), manifest).read();
  }
}
