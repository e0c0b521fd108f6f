package dev.attestor.sigstore.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code NO_PROXY} as golang.org/x/net/http/httpproxy reads it. */
class DirectHostsTest {

  @ParameterizedTest(name = "{0}: {1}:{2}")
  @CsvSource({
    "'', localhost, 80, true",
    "'', 127.0.0.1, 443, true",
    "'', 127.9.9.9, 443, true",
    "'', [::1], 443, true",
    "'', example.com, 443, false",
    "*, example.com, 443, true",
    "example.com, example.com, 443, true",
    "example.com, Registry.Example.com, 443, true",
    "Example.com, registry.example.com, 443, true",
    "example.com, notexample.com, 443, false",
    ".example.com, registry.example.com, 443, true",
    ".example.com, example.com, 443, false",
    "*.example.com, registry.example.com, 443, true",
    "*.example.com, example.com, 443, false",
    "example.com:443, example.com, 443, true",
    "example.com:443, example.com, 5000, false",
    ".example.com:5000, r.example.com, 5000, true",
    "10.0.0.1, 10.0.0.1, 443, true",
    "10.0.0.1:80, 10.0.0.1, 443, false",
    "10.0.0.1, 10.0.0.10, 443, false",
    "10.0.0.0/8, 10.200.3.4, 443, true",
    "10.0.0.0/8, 11.0.0.1, 443, false",
    "10.96.0.0/12, 10.111.255.255, 443, true",
    "10.96.0.0/12, 10.112.0.0, 443, false",
    "10.0.0.0/8, 10.example.com, 443, false",
    "0.0.0.0/0, 192.0.2.1, 443, true",
    "0.0.0.0/0, [2001:db8::1], 443, false",
    "2001:db8::1, [2001:db8::1], 443, true",
    "[2001:db8::1]:443, [2001:DB8:0::1], 443, true",
    "2001:db8::/32, [2001:db8:ffff::1], 443, true",
    "2001:db8::/32, [2001:db9::1], 443, false",
    "10.0.0.0/33, 10.0.0.1, 443, false",
    "10.0.0.0/x, 10.0.0.1, 443, false",
    ":443, example.com, 443, false",
  })
  void areReachedWithoutAProxy(String entry, String host, int port, boolean direct) {
    assertThat(new DirectHosts(List.of("other.invalid", entry)).covers(host, port))
        .isEqualTo(direct);
  }
}
