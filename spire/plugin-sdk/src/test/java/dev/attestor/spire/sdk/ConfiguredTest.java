package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.Test;

class ConfiguredTest {

  @Test
  void refusesBeforeTheFirstConfiguration() {
    assertThatThrownBy(() -> new Configured<>().get())
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessage("FAILED_PRECONDITION: not configured");
  }

  @Test
  void givesTheLatest() {
    Configured<String> configured = new Configured<>();
    configured.set("a");
    configured.set("b");
    assertThat(configured.get()).isEqualTo("b");
  }
}
