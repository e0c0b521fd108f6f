package dev.attestor.sigstore.trust;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What the fuzzer replaces is good as it was: a refusal comes from what was changed. */
class SignedRepositoryTest {

  private static final SignedRepository REPOSITORY = SignedRepository.start();

  @ParameterizedTest
  @FieldSource("dev.attestor.sigstore.trust.SignedRepository#FILES")
  void givesTheSignedRootIfNothingIsReplaced(String name) throws TrustException {
    int file = SignedRepository.FILES.indexOf(name);
    assertThat(REPOSITORY.readWith(file, REPOSITORY.content(file))).isEqualTo(REPOSITORY.roots());
  }
}
