package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationLogTest {

  private final Verification first = new Verification("the address, 127.0.0.1", List.of("a"));
  private final Verification second = new Verification("the address, ::1", List.of("b"));

  @Test
  void anotherAddressOfThisHostIsNoChange() {
    VerificationLog log = new VerificationLog();

    assertThat(log.verified("the address", first, Map.of())).isTrue();
    assertThat(log.verified("the address", second, Map.of())).isFalse();
    assertThat(log.verified("the address", first, Map.of())).isFalse();
    assertThat(log.last()).isEqualTo(Optional.of(first));
  }

  @Test
  void anotherWayIsAChange() {
    VerificationLog log = new VerificationLog();

    assertThat(log.verified("the address", first, Map.of())).isTrue();
    assertThat(log.verified("the name", first, Map.of())).isTrue();
  }
}
