package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.testkit.FakeRekor;
import java.net.URI;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attestations without a log entry, which is searched in the log. */
@ExtendWith(ServersExtension.class)
class AttestationLookupTest {

  private final Servers servers;
  private final ForgedImage image;
  private final ForgedAttestation attestation;

  AttestationLookupTest(Servers servers) {
    this.servers = servers;
    image = new ForgedImage(SigningKit.good(), servers.registry());
    image.publish();
    attestation = new ForgedAttestation(image);
    attestation.publish();
  }

  /** A kind of entry. */
  record Kept(String name, Function<ForgedAttestation, String> body) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Kept> kinds() {
    return Stream.of(
        new Kept("dsse 0.0.1", ForgedAttestation::dsse),
        new Kept("intoto 0.0.1", ForgedAttestation::intotoOne),
        new Kept("intoto 0.0.2", ForgedAttestation::intotoTwo));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void verifyWithTheLogsEntry(Kept kind) {
    learn(kind.body().apply(attestation));

    ImageReport report = Servers.verify(image.name(), config(servers.rekor().address()));

    assertThat(new SignatureSelectors(config(Configs.NO_REKOR)).of(report, new ContainerId("c")))
        .contains("image-signature:verified", "image-attestations:verified");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void anEntryAboutAnotherEnvelopeDoesNotCount(Kept kind) {
    // Signed again by the same signer, over the same statement.
    ForgedAttestation other = new ForgedAttestation(image);
    learn(kind.body().apply(other));

    Servers.assertRefused(
        image.name(), config(servers.rekor().address()), "log: the log's entry is about another ");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void anEntryOfAnotherSignerDoesNotCount(Kept kind) {
    String mine = image.certificate;
    image.certify(new SigningKit.Leaf());
    String body = kind.body().apply(attestation);
    image.certificate = mine;
    learn(body);

    Servers.assertRefused(
        image.name(),
        config(servers.rekor().address()),
        "log: the log's entry is about another certificate");
  }

  @Test
  void anEntryAboutAPlainSignatureDoesNotCount() {
    learn(image.entry().toString());

    Servers.assertRefused(
        image.name(),
        config(servers.rekor().address()),
        "log: the log's entry is of kind \"hashedrekord 0.0.1\", expected dsse 0.0.1/2, intoto");
  }

  @Test
  void withoutAnEntryItDoesNotCount() {
    Servers.assertRefused(
        image.name(),
        config(servers.rekor().address()),
        "has no attestation that counts: attestation 1 of tag sha256-%s.att: log: no entry came"
            .formatted(image.image.hex()));
  }

  @Test
  void aLogThatIsAwayIsNamed() {
    Servers.assertFails(
        image.name(),
        config(Configs.NO_REKOR),
        Kind.UNAVAILABLE,
        "fetch: the transparency log cannot be asked: POST http://127.0.0.1:1/");
  }

  private void learn(String body) {
    FakeRekor rekor = servers.rekor();
    rekor.answer(attestation.question(), attestation.answer(body));
  }

  private SigstoreConfig config(URI rekor) {
    return servers.of(image.kit).rekor(rekor).withAttestation().build();
  }
}
