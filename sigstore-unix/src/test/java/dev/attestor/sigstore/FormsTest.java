package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.sigstore.SigningKit.Keys;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.sigstore.web.FakeWeb;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures in the less usual forms and places, and what is said of what is none. */
@ExtendWith(ServersExtension.class)
class FormsTest {

  private static final Case GOOD = SignedCases.named("good");
  private static final String SIGNATURE = "application/vnd.dev.cosign.artifact.sig.v1+json";
  private static final String ATTESTATION = "application/vnd.dev.cosign.artifact.att.v1+json";
  private static final String PROVENANCE = "https://slsa.dev/provenance/v1";

  private final Servers servers;

  FormsTest(Servers servers) {
    this.servers = servers;
  }

  @ParameterizedTest(name = "listed as {0}")
  @ValueSource(strings = {SIGNATURE, "", "application/vnd.oci.image.config.v1+json"})
  void cosignsManifestMayReferToTheImage(String listedAs) {
    referrer(listedAs, signatureManifest(GOOD.digest()));

    assertThat(signers(servers.name(GOOD), servers.recorded()))
        .containsExactly("alice@example.com");
  }

  @Test
  void cosignsManifestMustReferToThisImage() {
    String other = "sha256:" + "ab".repeat(32);
    referrer(SIGNATURE, signatureManifest(other));

    Servers.assertRefused(
        servers.name(GOOD),
        servers.recorded(),
        "format: it belongs to \"%s\", expected \"%s\"".formatted(other, GOOD.digest()));
  }

  @Test
  void cosignsAttestationMayReferToTheImage() {
    ForgedImage image = new ForgedImage(SigningKit.good(), servers.registry());
    image.publish();
    ForgedAttestation attestation = new ForgedAttestation(image);
    attestation.publish();
    JsonObject manifest =
        moved(ForgedImage.REPOSITORY, image.image.toString(), ".att", ATTESTATION);
    list(ForgedImage.REPOSITORY, image.image.toString(), ATTESTATION, manifest);
    servers.rekor().answer(attestation.question(), attestation.answer(attestation.dsse()));

    assertThat(
            Servers.verify(image.name(), servers.of(image.kit).withAttestation().build())
                .good(Purpose.ATTESTATION))
        .hasSize(1);
  }

  @Test
  void aBundleWithATimestampNeedsNoEntryIfTheLogIsIgnored() {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    bundle.hasEntry = false;

    assertThat(selectors(bundle, config(bundle).withoutLog().build()))
        .containsExactlyInAnyOrder(
            "image-signature:verified",
            "image-signature-subject:alice@example.com",
            "image-signature-issuer:https://accounts.example.com",
            "image-signature-value:" + ForgedBundle.base64(bundle.signed.signature));
  }

  @Test
  void aBundleWithoutAnEntryCountsOnlyIfTheLogIsIgnored() {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    bundle.hasEntry = false;
    SigstoreConfig config = config(bundle).build();
    bundle.publish();

    Servers.assertRefused(
        bundle.image.name(),
        config,
        "log: the bundle has no log entry, so it would count only with ignore_tlog");
    assertThat(servers.rekor().requests()).isZero();
  }

  @Test
  void aBundleWithoutAnEntryStillNeedsATimeWhenItsCertificateWasValid() {
    ForgedBundle late = new ForgedBundle(servers.registry());
    late.hasEntry = false;
    late.time = SigningKit.SIGNED.plusSeconds(86_400);
    SigstoreConfig config = config(late).withoutLog().build();
    late.publish();
    Servers.assertRefused(late.image.name(), config, "certificate: ");

    ForgedBundle timeless = new ForgedBundle(servers.registry());
    timeless.hasEntry = false;
    timeless.hasTimestamps = false;
    SigstoreConfig same = config(timeless).withoutLog().build();
    timeless.publish();
    Servers.assertRefused(timeless.image.name(), same, "certificate: ");
  }

  @ParameterizedTest(name = "with an entry: {0}")
  @ValueSource(booleans = {true, false})
  void provenanceAloneCountsByChoice(boolean hasEntry) {
    ForgedBundle bundle = new ForgedBundle(servers.registry(), Keys.ED25519, PROVENANCE);
    bundle.hasEntry = hasEntry;
    Configs configs = hasEntry ? config(bundle) : config(bundle).withoutLog();
    bundle.publish();

    Servers.assertRefused(
        bundle.image.name(),
        configs.build(),
        ": it verifies, and is an attestation, which counts as a signature only with"
            + " accept_attestation_as_signature");
    assertThat(selectors(bundle, configs.attestationsCount().build()))
        .contains(
            "image-signature:verified",
            "image-attestations:verified",
            "image-signature-subject:alice@example.com");
    assertThat(selectors(bundle, configs.withAttestation().build()))
        .contains("image-signature:verified", "image-attestations:verified");
  }

  @Test
  void provenanceOfAnotherSignerDoesNotCount() {
    ForgedBundle bundle = new ForgedBundle(servers.registry(), Keys.ED25519, PROVENANCE);
    SigstoreConfig config =
        config(bundle)
            .attestationsCount()
            .allowed(Map.of("https://accounts.example.com", List.of("bob@example.com")))
            .build();
    bundle.publish();

    Servers.assertRefused(
        bundle.image.name(), config, "identity: subject \"alice@example.com\" of issuer");
  }

  @Test
  void signaturesMayBeInAnotherRepository() {
    servers.copy("cases/good");
    String tag = "sha256-" + GOOD.digest().substring(7) + ".sig";
    FakeWeb web = servers.registry().web();
    web.put("/v2/team/signatures/manifests/" + tag, web.content(path("cases/good", tag)));
    web.remove(path("cases/good", tag));
    JsonObject layer =
        servers
            .registry()
            .manifest("team/signatures", tag)
            .getAsJsonArray("layers")
            .get(0)
            .getAsJsonObject();
    String blob = "/blobs/" + layer.get("digest").getAsString();
    web.put("/v2/team/signatures" + blob, web.content("/v2/cases/good" + blob));
    SigstoreConfig config =
        Configs.files(servers.folder())
            .rekor(servers.rekor().address())
            .registries(
                new Registries(
                    Map.of(),
                    Optional.empty(),
                    false,
                    Optional.empty(),
                    Map.of(),
                    Optional.of(servers.registry().address() + "/team/signatures")))
            .build();

    Servers.assertRefused(servers.name(GOOD), servers.recorded(), "has no signature: ");
    assertThat(signers(servers.name(GOOD), config)).containsExactly("alice@example.com");
  }

  @Test
  void whatIsPassedOverIsNamed() {
    servers.copy("cases/good");
    servers.registry().web().remove(path("cases/good", tag(".sig")));
    list("cases/good", GOOD.digest(), "application/vnd.cncf.notary.signature", new JsonObject());

    Servers.assertRefused(
        servers.name(GOOD),
        servers.recorded(),
        ("has no signature that counts: tag %s: nothing; referrers: passed over: 1 of type"
                + " \"application/vnd.cncf.notary.signature\"")
            .formatted(tag(".sig")));
  }

  @Test
  void attestationsThatAreNotAskedForAreNamed() {
    ForgedImage image = new ForgedImage(SigningKit.good(), servers.registry());
    new ForgedAttestation(image).publish();

    Servers.assertRefused(
        image.name(),
        servers.of(image.kit).build(),
        "; tag sha256-%s.att: 1 attestations, which are not looked at"
            .formatted(image.image.hex()));
    Servers.assertRefused(
        image.name(),
        servers.of(image.kit).withAttestation().build(),
        "tag sha256-%s.att: 1 attestations".formatted(image.image.hex()));
  }

  private Configs config(ForgedBundle bundle) {
    return Configs.files(servers.folder())
        .withoutSct()
        .rekor(servers.rekor().address())
        .trust(new ForgedRoot(bundle).write(servers.folder()));
  }

  private static List<String> selectors(ForgedBundle bundle, SigstoreConfig config) {
    bundle.publish();
    return new SignatureSelectors(config)
        .of(Servers.verify(bundle.image.name(), config), new ContainerId("c"));
  }

  private static List<String> signers(String name, SigstoreConfig config) {
    return Servers.verify(name, config).good(Purpose.SIGNATURE).stream()
        .map(Verified::subject)
        .toList();
  }

  private JsonObject signatureManifest(String subject) {
    servers.copy("cases/good");
    JsonObject manifest = moved("cases/good", GOOD.digest(), ".sig", SIGNATURE);
    manifest.getAsJsonObject("subject").addProperty("digest", subject);
    return manifest;
  }

  /** Takes the manifest of a tag away, and makes it refer to its image. */
  private JsonObject moved(String repository, String image, String suffix, String type) {
    String tag = image.replace(':', '-') + suffix;
    JsonObject manifest = servers.registry().manifest(repository, tag);
    servers.registry().web().remove(path(repository, tag));
    JsonObject config = new JsonObject();
    config.addProperty("mediaType", type);
    manifest.add("config", config);
    JsonObject subject = new JsonObject();
    subject.addProperty("digest", image);
    manifest.add("subject", subject);
    return manifest;
  }

  private void referrer(String listedAs, JsonObject manifest) {
    list("cases/good", GOOD.digest(), listedAs, manifest);
  }

  private void list(String repository, String image, String listedAs, JsonObject manifest) {
    Digest digest = servers.registry().putManifest(repository, manifest.toString());
    String list =
        "{\"manifests\":[{\"artifactType\":\"%s\",\"digest\":\"%s\",\"size\":1}]}"
            .formatted(listedAs, digest);
    servers
        .registry()
        .handle(
            "/v2/" + repository + "/referrers/" + image,
            exchange -> {
              exchange
                  .getResponseHeaders()
                  .set("Content-Type", "application/vnd.oci.image.index.v1+json");
              FakeWeb.send(exchange, list.getBytes(StandardCharsets.UTF_8));
            });
  }

  private static String tag(String suffix) {
    return GOOD.digest().replace(':', '-') + suffix;
  }

  private static String path(String repository, String tag) {
    return "/v2/" + repository + "/manifests/" + tag;
  }
}
