package dev.attestor.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Proxy;
import dev.attestor.hcl.decode.ConfigException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How registries are reached: proxies from the configuration and the environment, plain HTTP. */
class NetworkSectionTest {

  @Test
  void isDirectByDefault() throws ConfigException {
    assertThat(network("", Map.of())).isEqualTo(Network.DIRECT);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "http://proxy.example:3128, proxy.example, 3128",
    "http://proxy.example:3128/, proxy.example, 3128",
    "proxy.example:3128, proxy.example, 3128",
    "HTTP://proxy.example, proxy.example, 80",
    "10.0.0.1, 10.0.0.1, 80",
    "http://[2001:db8::1]:8080, [2001:db8::1], 8080",
  })
  void readsProxiesAsGoDoes(String value, String host, int port) throws ConfigException {
    Optional<Proxy> proxy = Optional.of(new Proxy(host, port, Optional.empty()));

    for (String name : List.of("HTTPS_PROXY", "https_proxy")) {
      assertThat(network("", Map.of(name, value)).httpsProxy()).isEqualTo(proxy);
      assertThat(network("", Map.of(name, value)).httpProxy()).isEmpty();
    }
    for (String name : List.of("HTTP_PROXY", "http_proxy")) {
      assertThat(network("", Map.of(name, value)).httpProxy()).isEqualTo(proxy);
    }
    Network configured = network("proxy_url = \"" + value + "\"", Map.of("HTTPS_PROXY", "other"));
    assertThat(configured.httpsProxy()).isEqualTo(proxy);
    assertThat(configured.httpProxy()).isEqualTo(proxy);
  }

  @Test
  void readsTheLoginOfAProxyAndDoesNotShowIt() throws ConfigException {
    Network network = network("", Map.of("HTTPS_PROXY", "http://us%40er:pass%3Aw0rd@proxy:3128"));

    assertThat(network.httpsProxy().orElseThrow().login().orElseThrow().username())
        .isEqualTo("us@er");
    assertThat(network.httpsProxy().orElseThrow().login().orElseThrow().password().reveal())
        .isEqualTo("pass:w0rd");
    assertThat(network.toString()).doesNotContain("w0rd");
  }

  @Test
  void readsWhatIsReachedWithoutAProxy() throws ConfigException {
    assertThat(network("", Map.of("NO_PROXY", " a.example, ,.b.example,10.0.0.0/8 ")).direct())
        .containsExactly("a.example", ".b.example", "10.0.0.0/8");
    assertThat(network("", Map.of("no_proxy", "*", "NO_PROXY", "")).direct()).containsExactly("*");
  }

  @Test
  void readsRegistriesWithoutTlsAndTheirMirrors() throws ConfigException {
    SigstoreConfig config =
        sigstore(
            """
            plain_http_registries = ["10.96.0.50:5000", "Registry.local"]
            registry_mirrors { "docker.io" = ["http://10.96.0.50:5000/v2/hub"] }
            """,
            Map.of());

    assertThat(config.network().plainHttp()).isEqualTo(Set.of("10.96.0.50:5000", "registry.local"));
    assertThat(config.registries().mirrors())
        .isEqualTo(Map.of("docker.io", List.of(URI.create("http://10.96.0.50:5000/v2/hub"))));
  }

  @Test
  void warnsOfRegistriesWithoutTls() throws ConfigException {
    assertThat(Configs.remarks(block("plain_http_registries = [\"a.example\"]")))
        .containsExactly(
            "line 1: warning: sigstore.plain_http_registries: logins for these registries go over the"
                + " network as plain text");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "proxy_url = \"socks5://proxy:1080\" | sigstore.proxy_url is \"socks5://proxy:1080\", expected http://host:port, perhaps with user:password@ before the host",
        "proxy_url = \"https://u:hunter2@proxy\" | sigstore.proxy_url is \"https://...@proxy\", expected http://host:port, perhaps with user:password@ before the host",
        "proxy_url = \"u:hunter2@proxy:x\" | sigstore.proxy_url is \"...@proxy:x\", expected http://host:port, perhaps with user:password@ before the host",
        "proxy_url = \"http://proxy/path\" | sigstore.proxy_url is \"http://proxy/path\", expected http://host:port, perhaps with user:password@ before the host",
        "plain_http_registries = [\"http://a\"] | sigstore.plain_http_registries has \"http://a\", expected a host, with its port if it has one",
        "plain_http_registries = [\"a.example\"] registry_mirrors { \"r\" = \"http://a.example:80\" } | sigstore.registry_mirrors is \"http://a.example:80\", expected an https address without user, query and fragment (plain http on loopback only)",
      })
  void refusesWhatCannotBeMeant(String keys, String expected) {
    assertThat(Configs.problems(block(keys))).contains("line 1: error: " + expected);
    assertThat(Configs.problems(block(keys)).toString()).doesNotContain("hunter2");
  }

  private static String block(String keys) {
    return "sigstore { allowed_identities { i = \"s\" } %s }".formatted(keys);
  }

  private static Network network(String keys, Map<String, String> environment)
      throws ConfigException {
    return sigstore(keys, environment).network();
  }

  private static SigstoreConfig sigstore(String keys, Map<String, String> environment)
      throws ConfigException {
    return Configs.read(block(keys), environment).config().sigstore().orElseThrow();
  }
}
