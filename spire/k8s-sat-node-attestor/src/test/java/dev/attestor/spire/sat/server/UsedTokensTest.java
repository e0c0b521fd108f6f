package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.TokenIdentity;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class UsedTokensTest {

  private static final Clock CLOCK = Clock.fixed(TestTokens.NOW, ZoneOffset.UTC);
  private static final long NOW = TestTokens.NOW.getEpochSecond();

  @Test
  void forgetsTheOldestWhenItIsFull() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(2, 100, CLOCK);

    assertThat(used.use("x", token("a"))).isTrue();
    assertThat(used.use("x", token("b"))).isTrue();
    assertThat(used.use("x", token("a"))).isFalse();
    assertThat(used.use("x", token("c"))).isTrue();
    assertThat(used.use("x", token("b"))).isFalse();
    assertThat(used.use("x", token("a"))).isTrue();
  }

  @Test
  void forgetsNoTokenForOneOfAnotherCluster() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(2, 100, CLOCK);
    used.use("x", token("a"));
    for (int i = 0; i < 10; i++) {
      assertThat(used.use("flooded", token("f" + i))).isTrue();
    }

    assertThat(used.use("x", token("a"))).isFalse();
  }

  @Test
  void refusesATokenThatWasUsedInAnotherCluster() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(2, 100, CLOCK);
    used.use("x", token("a"));

    assertThat(used.use("y", token("a"))).isFalse();
  }

  @Test
  void keepsTokensApartForWhichOthersVouch() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(10, 100, CLOCK);
    String claims = "{\"iss\": \"i\", \"jti\": \"1\"}";
    assertThat(used.use("attacker", token("cluster attacker", claims))).isTrue();

    assertThat(used.use("x", token("cluster x", claims))).isTrue();
    assertThat(used.use("x", token("cluster x", claims))).isFalse();
    assertThat(used.use("y", token("key", claims))).isTrue();
    assertThat(used.use("z", token("key", claims))).isFalse();
  }

  @Test
  void forgetsTheTokenThatEndsFirst() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(2, 100, CLOCK);
    used.use("x", token(ending(NOW + 100)));
    used.use("x", token(ending(NOW + 50)));
    used.use("x", token("never"));

    assertThat(used.use("x", token(ending(NOW + 100)))).isFalse();
    assertThat(used.use("x", token("never"))).isFalse();
    assertThat(used.use("x", token(ending(NOW + 50)))).isTrue();
  }

  @Test
  void keepsATokenUntilNobodyTakesItAnyMore() throws NodeAttestationException {
    Instant[] now = {TestTokens.NOW};
    Clock clock = ((InstantSource) () -> now[0]).withZone(ZoneOffset.UTC);
    UsedTokens used = new UsedTokens(2, 100, clock);
    used.use("x", token(ending(NOW + 100)));

    now[0] = now[0].plusSeconds(400);
    used.use("x", token("other"));
    assertThat(used.use("x", token(ending(NOW + 100)))).isFalse();
    now[0] = now[0].plusSeconds(1);
    used.use("x", token("another"));
    assertThat(used.use("x", token("other"))).isFalse();
    assertThat(used.use("x", token(ending(NOW + 100)))).isTrue();
  }

  @Test
  void takesFromTheClusterWithMostTokensIfThereAreTooManyInAll() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(10, 4, CLOCK);
    used.use("small", token("a"));
    for (int i = 0; i < 20; i++) {
      used.use("large", token("l" + i));
    }

    assertThat(used.use("small", token("a"))).isFalse();
    assertThat(used.use("large", token("l19"))).isFalse();
    assertThat(used.use("large", token("l0"))).isTrue();
  }

  @Test
  void knowsATokenByItsIssuerAndId() throws NodeAttestationException {
    UsedTokens used = new UsedTokens(10, 100, CLOCK);
    used.use("x", token("{\"iss\": \"i\", \"jti\": \"1\", \"exp\": %s}".formatted(NOW + 9)));

    assertThat(used.use("x", token("{\"jti\": \"1\", \"iss\": \"i\"}"))).isFalse();
    assertThat(used.use("x", token("{\"iss\": \"i\", \"jti\": \"2\"}"))).isTrue();
    assertThat(used.use("x", token("{\"iss\": \"other\", \"jti\": \"1\"}"))).isTrue();
    // Without both, or with anything else than texts, all claims count.
    assertThat(used.use("x", token("{\"iss\": \"i\", \"jti\": 1}"))).isTrue();
    assertThat(used.use("x", token("{\"iss\": \"i\", \"jti\": 1, \"a\": 0}"))).isTrue();
    assertThat(used.use("x", token("{\"iss\": \"i\", \"jti\": 1}"))).isFalse();
  }

  private static String ending(long seconds) {
    return "{\"exp\": %s}".formatted(seconds);
  }

  private static TokenIdentity token(String claims) throws NodeAttestationException {
    return token("key", claims);
  }

  private static TokenIdentity token(String voucher, String claims)
      throws NodeAttestationException {
    return CompactToken.of(ServiceAccountToken.of(TestTokens.unsigned(claims))).identity(voucher);
  }
}
