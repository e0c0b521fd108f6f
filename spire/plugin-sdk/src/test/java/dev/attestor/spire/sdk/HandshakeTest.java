package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {

  @Test
  void namesTheUnixSocket() {
    assertThat(new Handshake(new Endpoint.Unix(Path.of("/tmp/plugin1")), false).line())
        .isEqualTo("1|1|unix|/tmp/plugin1|grpc|");
  }

  @Test
  void namesTheTcpPort() {
    assertThat(new Handshake(new Endpoint.Tcp("127.0.0.1", 10000), false).line())
        .isEqualTo("1|1|tcp|127.0.0.1:10000|grpc|");
  }

  @Test
  void declinesMultiplexingWhenAsked() {
    assertThat(new Handshake(new Endpoint.Unix(Path.of("/tmp/plugin1")), true).line())
        .isEqualTo("1|1|unix|/tmp/plugin1|grpc||false");
  }

  @Test
  void readsTheAddressesThatABrokerSends() {
    assertThat(Endpoint.parse("unix", "/tmp/plugin2"))
        .isEqualTo(new Endpoint.Unix(Path.of("/tmp/plugin2")));
    assertThat(Endpoint.parse("tcp", "127.0.0.1:10001"))
        .isEqualTo(new Endpoint.Tcp("127.0.0.1", 10001));
    assertThat(Endpoint.parse("tcp", "[::1]:10001")).isEqualTo(new Endpoint.Tcp("::1", 10001));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "127.0.0.1:0",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "host:80",
        "[]:80",
        "[::1:80",
        "1:2"
      })
  void rejectsWhatIsNoAddressAndPort(String address) {
    assertThatThrownBy(() -> Endpoint.parse("tcp", address))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rejectsOtherNetworks() {
    assertThatThrownBy(() -> Endpoint.parse("udp", "127.0.0.1:1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "network \"udp\" and address \"127.0.0.1:1\","
                + " expected unix and a path, or tcp and <ip>:<port>");
  }
}
