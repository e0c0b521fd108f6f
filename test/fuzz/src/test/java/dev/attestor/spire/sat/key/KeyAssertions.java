package dev.attestor.spire.sat.key;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.fuzz.Refusals;
import java.security.interfaces.RSAPublicKey;

/** Conditions for all keys from a file. */
final class KeyAssertions {

  private KeyAssertions() {}

  static void check(KeySet set) {
    set.remarks().forEach(Refusals::checkMessage);
    for (VerificationKey key : set.keys()) {
      assertThat(key.algorithms()).isNotEmpty();
      assertThat(key.algorithms()).allMatch(each -> each.matches("([RP]S|ES)(256|384|512)"));
      if (key.key() instanceof RSAPublicKey rsa) {
        assertThat(rsa.getModulus().bitLength()).isBetween(2048, 16384);
        assertThat(key.algorithms()).noneMatch(each -> each.startsWith("E"));
      } else {
        assertThat(key.key().getAlgorithm()).isEqualTo("EC");
        assertThat(key.algorithms()).allMatch(each -> each.startsWith("E"));
      }
    }
  }
}
