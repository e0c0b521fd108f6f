package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import dev.attestor.spire.sat.TestTokens;
import org.junit.jupiter.api.Test;

class UsedTokensTest {

  @Test
  void forgetsTheOldestWhenItIsFull() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(2);

    assertThat(used.use("x", token("a"))).isTrue();
    assertThat(used.use("x", token("b"))).isTrue();
    assertThat(used.use("x", token("a"))).isFalse();
    assertThat(used.use("x", token("c"))).isTrue();
    assertThat(used.use("x", token("b"))).isFalse();
    assertThat(used.use("x", token("a"))).isTrue();
  }

  @Test
  void forgetsNoTokenForOneOfAnotherCluster() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(2);
    used.use("x", token("a"));
    for (int i = 0; i < 10; i++) {
      assertThat(used.use("flooded", token("f" + i))).isTrue();
    }

    assertThat(used.use("x", token("a"))).isFalse();
  }

  @Test
  void refusesATokenThatWasUsedInAnotherCluster() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(2);
    used.use("x", token("a"));

    assertThat(used.use("y", token("a"))).isFalse();
  }

  private static CompactToken token(String claims) throws NodeAttestationException {
    return CompactToken.of(ServiceAccountToken.of(TestTokens.unsigned(claims)));
  }
}
