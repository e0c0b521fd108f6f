package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Credential;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Proxy;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.input.secret.Secret;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.FakeProxy;
import dev.attestor.sigstore.web.FakeWeb;
import dev.attestor.sigstore.web.TlsKit;
import dev.attestor.sigstore.web.WebClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries behind proxies and mirrors, and without TLS. */
@ExtendWith(ServersExtension.class)
class NetworksTest {

  /** An address of nobody's (RFC 5737), which is reached through a proxy or not at all. */
  private static final String FAR = "192.0.2.1";

  private static final Proxy CLOSED = new Proxy("127.0.0.1", 1, Optional.empty());

  private final Servers servers;
  private final ForgedImage image;

  NetworksTest(Servers servers) {
    this.servers = servers;
    image = new ForgedImage(SigningKit.good(), servers.registry());
    image.publish();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "user:s3cret"})
  void aRegistryWithTlsIsReachedThroughAProxy(String login) throws Exception {
    TlsKit kit = new TlsKit();
    try (FakeRegistry far = new FakeRegistry(FakeWeb.start(kit.server(FAR)));
        FakeProxy proxy = FakeProxy.start(far.address(), login.isEmpty() ? "" : basic(login))) {
      ForgedImage there = new ForgedImage(image.kit, far);
      there.publish();
      SigstoreConfig config =
          configs()
              .ca(kit.write(servers.folder().resolve("ca.pem")))
              .network(through(proxy(proxy.port(), login)))
              .build();

      assertThat(good(FAR + ":5000/" + ForgedImage.REPOSITORY + "@" + there.image, config))
          .isEqualTo(1);
      assertThat(proxy.requests())
          .isNotEmpty()
          .allMatch(("CONNECT " + FAR + ":5000 HTTP/1.1")::equals);
    }
  }

  @Test
  void aProxyThatWantsALoginIsNamed() throws Exception {
    try (FakeProxy proxy = FakeProxy.start(servers.registry().address(), basic("user:other"))) {
      Servers.assertRefused(
          FAR + "/a@" + image.image,
          configs().network(through(proxy(proxy.port(), "user:secret"))).build(),
          "is refused by the proxy 127.0.0.1:%s, which wants another login"
              .formatted(proxy.port()));
    }
  }

  @Test
  void aProxyThatIsAwayIsNamed() {
    Servers.assertFails(
        FAR + "/a@" + image.image,
        configs().network(through(CLOSED)).build(),
        Kind.UNAVAILABLE,
        "is not reachable through the proxy 127.0.0.1:1: ");
  }

  @Test
  void thisMachineIsReachedWithoutAProxy() {
    SigstoreConfig config =
        configs()
            .network(new Network(Optional.of(CLOSED), Optional.of(CLOSED), List.of(), Set.of()))
            .build();

    assertThat(good(image.name(), config)).isEqualTo(1);
  }

  @Test
  void aRegistryThatIsNamedForItIsAskedWithoutTls() {
    // The registry of this test plays the proxy, which is asked for the whole address.
    Proxy proxy = proxy(port(servers.registry().address()), "");
    Network network =
        new Network(Optional.empty(), Optional.of(proxy), List.of(), Set.of("registry.local:5000"));
    String name = "registry.local:5000/" + ForgedImage.REPOSITORY + "@" + image.image;

    assertThat(good(name, configs().network(network).build())).isEqualTo(1);
    assertThat(servers.registry().requests()).contains(image.imagePath());
  }

  @Test
  void noOtherRegistryIsAskedWithoutTls() {
    Proxy proxy = proxy(port(servers.registry().address()), "");
    Network network =
        new Network(Optional.of(CLOSED), Optional.of(proxy), List.of(), Set.of("registry.local"));

    for (String registry : List.of("registry.local:5000", "other.local", "a.registry.local")) {
      Servers.assertFails(
          registry + "/" + ForgedImage.REPOSITORY + "@" + image.image,
          configs().network(network).build(),
          Kind.UNAVAILABLE,
          "GET https://" + registry + "/v2/");
    }
    assertThat(servers.registry().requests()).isEmpty();
  }

  @Test
  void aRegistryWithoutTlsIsRecognized() throws Exception {
    // Not in the common pool: the JDK's client needs it, and it may have one thread.
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        FakeProxy proxy = FakeProxy.start("127.0.0.1:" + plain.getLocalPort(), "")) {
      thread.execute(() -> answerPlainly(plain));
      Servers.assertFails(
          FAR + ":5000/" + ForgedImage.REPOSITORY + "@" + image.image,
          configs().network(through(proxy(proxy.port(), ""))).build(),
          Kind.UNAVAILABLE,
          "failed in TLS: the answer is no TLS; if the host is to be asked over plain HTTP, name it"
              + " in plain_http_registries");
    } finally {
      thread.shutdown();
    }
  }

  /** Each connection, because a client may try once more. */
  private static void answerPlainly(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.setSoTimeout(10_000);
        // As servers do. An answer that comes with the proxy's own would be taken for a part of
        // that.
        if (client.getInputStream().read() >= 0) {
          client
              .getOutputStream()
              .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        // A socket that is closed with bytes unread would be reset, and the answer be lost.
        client.shutdownOutput();
        client.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // The client has gone, or the test is over.
      }
    }
  }

  @ParameterizedTest(name = "{0} is asked at {1}")
  @CsvSource({
    "'', /v2/",
    "/, /v2/",
    "/dockerhub, /dockerhub/v2/",
    "/v2/dockerhub, /v2/dockerhub/",
    "/v2/dockerhub/, /v2/dockerhub/",
    "/artifactory/api/docker/hub/v2, /artifactory/api/docker/hub/v2/",
    "/v2x, /v2x/v2/",
  })
  void aMirrorMayHaveAPath(String path, String asked) throws Exception {
    String manifest = image.imagePath();
    String there = asked + manifest.substring("/v2/".length());
    byte[] content = servers.registry().content(manifest);
    servers.registry().web().remove(manifest);
    servers.registry().put(there, content);
    SigstoreConfig config =
        mirrored("far.invalid", "http://" + servers.registry().address() + path).build();

    new RegistryClient(new WebClient(Optional.empty()), config.registries())
        .open(
            new ImageReference("far.invalid", ForgedImage.REPOSITORY, image.image),
            Deadline.after(Duration.ofSeconds(20)))
        .manifest(image.image);

    assertThat(servers.registry().requests()).containsExactly(there);
  }

  @Test
  void aMirrorThatFailsIsNamedBesideTheRegistry() {
    servers.registry().handle(image.imagePath(), exchange -> FakeWeb.status(exchange, 403));
    String mirror = servers.registry().address();

    Servers.assertRefused(
        "far.invalid/" + ForgedImage.REPOSITORY + "@" + image.image,
        mirrored("far.invalid", "http://" + mirror).network(through(CLOSED)).build(),
        ("registry \"%s\" does not let these credentials read http://%s%s: status 403;"
                + " registry \"far.invalid\": GET https://far.invalid")
            .formatted(mirror, mirror, image.imagePath()));
  }

  @Test
  void aMirrorWithoutReferrersLeavesThemToTheRegistry() throws Exception {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    bundle.publish();
    String list =
        new String(
            servers
                .registry()
                .content(
                    "/v2/"
                        + ForgedImage.REPOSITORY
                        + "/manifests/sha256-"
                        + bundle.image.image.hex()),
            StandardCharsets.UTF_8);
    try (FakeRegistry mirror = FakeRegistry.start()) {
      listReferrers(mirror, bundle, "{\"manifests\":[]}");
      listReferrers(servers.registry(), bundle, list);
      mirror.put(bundle.image.imagePath(), servers.registry().content(bundle.image.imagePath()));
      Configs configs =
          mirrored(servers.registry().address(), "http://" + mirror.address())
              .trust(new ForgedRoot(bundle).write(servers.folder()));

      assertThat(good(bundle.image.name(), configs.build())).isPositive();
    }
  }

  private static void listReferrers(FakeRegistry registry, ForgedBundle bundle, String list) {
    registry.handle(
        "/v2/" + ForgedImage.REPOSITORY + "/referrers/" + bundle.image.image,
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Content-Type", "application/vnd.oci.image.index.v1+json");
          FakeWeb.send(exchange, list.getBytes(StandardCharsets.UTF_8));
        });
  }

  private Configs mirrored(String registry, String mirror) {
    return configs()
        .registries(
            new Registries(
                Map.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Map.of(registry, List.of(URI.create(mirror))),
                Optional.empty()));
  }

  private Configs configs() {
    return servers.of(image.kit);
  }

  private static int good(String name, SigstoreConfig config) {
    return Servers.verify(name, config).good(Purpose.SIGNATURE).size();
  }

  private static Network through(Proxy proxy) {
    return new Network(Optional.of(proxy), Optional.empty(), List.of(), Set.of());
  }

  private static Proxy proxy(int port, String login) {
    int colon = login.indexOf(':');
    return new Proxy(
        "127.0.0.1",
        port,
        colon < 0
            ? Optional.empty()
            : Optional.of(
                new Credential(login.substring(0, colon), Secret.of(login.substring(colon + 1)))));
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1));
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
  }
}
