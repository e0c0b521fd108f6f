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

    assertThat(used.use(token("a"))).isTrue();
    assertThat(used.use(token("b"))).isTrue();
    assertThat(used.use(token("a"))).isFalse();
    assertThat(used.use(token("c"))).isTrue();
    assertThat(used.use(token("b"))).isFalse();
    assertThat(used.use(token("a"))).isTrue();
  }

  private static CompactToken token(String claims) throws NodeAttestationException {
    return CompactToken.of(ServiceAccountToken.of(TestTokens.unsigned(claims)));
  }
}
