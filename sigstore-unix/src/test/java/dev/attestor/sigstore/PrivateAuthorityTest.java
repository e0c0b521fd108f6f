package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.web.FakeWeb;
import dev.attestor.sigstore.web.TlsKit;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Registries over HTTPS with a certificate of the operator's own CA. */
class PrivateAuthorityTest {

  /** Nothing listens there, so only the mirror can have the image. */
  private static final String NAME = "localhost:1";

  @TempDir private Path folder;
  private final TlsKit kit = new TlsKit();
  private FakeRegistry registry;
  private ForgedImage image;

  @BeforeEach
  void start() throws Exception {
    serve("127.0.0.1");
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private void serve(String address) throws Exception {
    registry = new FakeRegistry(FakeWeb.start(kit.server(address)));
    image = new ForgedImage(SigningKit.good(), registry);
    image.publish();
    // If the mirror had no referrers, the registry itself would be asked.
    registry.handle(
        "/v2/%s/referrers/%s".formatted(ForgedImage.REPOSITORY, image.image),
        exchange -> {
          exchange
              .getResponseHeaders()
              .set("Content-Type", "application/vnd.oci.image.index.v1+json");
          FakeWeb.send(exchange, "{\"manifests\":[]}".getBytes(StandardCharsets.UTF_8));
        });
  }

  @Test
  void areBelievedWithItsCertificate() throws Exception {
    ImageReport report = Servers.verify(name(), configs().ca(ca()).build());

    assertThat(report.good(Purpose.SIGNATURE)).hasSize(1);
  }

  @Test
  void areNotBelievedWithoutIt() {
    Servers.assertFails(name(), configs().build(), Kind.UNAVAILABLE, "failed in TLS: ");
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void areNotBelievedWithThatOfAnotherAuthority() throws Exception {
    Path other = new TlsKit().write(folder.resolve("other.pem"));

    Servers.assertFails(name(), configs().ca(other).build(), Kind.UNAVAILABLE, "failed in TLS: ");
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void areNotBelievedUnderAnotherAddress() throws Exception {
    registry.close();
    serve("127.0.0.2");

    Servers.assertFails(name(), configs().ca(ca()).build(), Kind.UNAVAILABLE, "failed in TLS: ");
    assertThat(registry.requests()).isEmpty();
  }

  @Test
  void areNotLeftForPlainHttp() throws Exception {
    try (FakeRegistry plain = FakeRegistry.start()) {
      plain.put(image.imagePath(), registry.content(image.imagePath()));
      registry.handle(
          image.imagePath(),
          exchange ->
              FakeWeb.redirect(
                  exchange, "http://" + plain.address() + image.imagePath() + "?secret=1"));

      Servers.assertRefused(
          name(),
          configs().ca(ca()).build(),
          "was redirected to \"http://%s%s\", which is not followed"
              .formatted(plain.address(), image.imagePath()));
      assertThat(plain.requests()).isEmpty();
    }
  }

  private String name() {
    return NAME + "/" + ForgedImage.REPOSITORY + "@" + image.image;
  }

  private Path ca() throws Exception {
    return kit.write(folder.resolve("ca.pem"));
  }

  private Configs configs() {
    URI mirror = URI.create("https://" + registry.address());
    return Configs.files(folder)
        .withoutSct()
        .trust(image.kit.trust(folder))
        .registries(
            new Registries(
                Map.of(),
                Optional.empty(),
                false,
                Optional.empty(),
                Map.of(NAME, List.of(mirror)),
                Optional.empty()));
  }
}
