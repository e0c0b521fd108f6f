package dev.attestor.sigstore.web;

import dev.attestor.core.config.SigstoreConfig.Credential;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Proxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How each address is reached: through which proxy, and whether it may be asked without TLS. */
final class Routes {

  private final Network network;
  private final DirectHosts direct;

  Routes(Network network) {
    this.network = network;
    this.direct = new DirectHosts(network.direct());
  }

  /** The proxy for an address. */
  Optional<Proxy> proxy(URI address) {
    boolean https = isHttps(address);
    int port = address.getPort() >= 0 ? address.getPort() : https ? 443 : 80;
    return (https ? network.httpsProxy() : network.httpProxy())
        .filter(proxy -> !direct.covers(String.valueOf(address.getHost()), port));
  }

  /** For the JDK's client; none if there is no proxy at all. */
  Optional<ProxySelector> selector() {
    return network.httpsProxy().isEmpty() && network.httpProxy().isEmpty()
        ? Optional.empty()
        : Optional.of(new Selector());
  }

  /** The value of {@code Proxy-Authorization}. */
  static Optional<String> authorization(Proxy proxy) {
    return proxy.login().map(Routes::basic);
  }

  private static String basic(Credential login) {
    String both = login.username() + ":" + login.password().reveal();
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
  }

  /** HTTPS, or plain HTTP on this machine or to one of the hosts that were named for it. */
  boolean isAllowed(URI address) {
    if (Addresses.isAllowed(address)) {
      return true;
    }
    boolean plain = "http".equalsIgnoreCase(address.getScheme());
    String authority = String.valueOf(address.getRawAuthority()).toLowerCase(Locale.ROOT);
    return plain
        && address.getHost() != null
        && address.getUserInfo() == null
        && network.plainHttp().contains(authority);
  }

  private static boolean isHttps(URI address) {
    return "https".equalsIgnoreCase(address.getScheme());
  }

  private final class Selector extends ProxySelector {
    @Override
    public List<java.net.Proxy> select(URI address) {
      return proxy(address)
          .map(
              each ->
                  List.of(
                      new java.net.Proxy(
                          java.net.Proxy.Type.HTTP,
                          InetSocketAddress.createUnresolved(each.host(), each.port()))))
          .orElse(List.of(java.net.Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxy, IOException failure) {
      // Whoever asked is told.
    }
  }
}
