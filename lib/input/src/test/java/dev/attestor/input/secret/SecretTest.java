package dev.attestor.input.secret;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecretTest {

  private record Login(String user, Secret password) {}

  @Test
  void revealsItselfOnlyWhenAsked() {
    Secret secret = Secret.of("p\u00e4ssword");

    assertThat(secret.reveal()).isEqualTo("p\u00e4ssword");
    assertThat(new Login("me", secret)).hasToString("Login[user=me, password=Secret[redacted]]");
  }

  @Test
  void equalsSecretsWithTheSameTextAlone() {
    assertThat(Secret.of("a")).isEqualTo(Secret.of("a")).hasSameHashCodeAs(Secret.of("a"));
    assertThat(Secret.of("a"))
        .isNotEqualTo(Secret.of("b"))
        .isNotEqualTo(Secret.of("aa"))
        .isNotEqualTo("a")
        .hasSameHashCodeAs(Secret.of("b"));
  }
}
