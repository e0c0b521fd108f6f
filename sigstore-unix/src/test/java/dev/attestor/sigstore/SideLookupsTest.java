package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.net.httpserver.HttpExchange;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException.Kind;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate.Purpose;
import dev.attestor.sigstore.find.SignaturePlace;
import dev.attestor.sigstore.web.FakeWeb;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A valid signature in one place, and unavailable registries in the others. */
@ExtendWith(ServersExtension.class)
class SideLookupsTest {

  private static final Case IMAGE = SignedCases.named("good");
  private static final String REPOSITORY = "/v2/cases/good/";
  private static final String API = REPOSITORY + "referrers/" + IMAGE.digest();
  private static final String TAG = "sha256-" + IMAGE.digest().substring(7);

  private final Servers servers;

  SideLookupsTest(Servers servers) {
    this.servers = servers;
    servers.copy("cases/good");
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 405, 406, 410, 418, 429, 500, 501, 502, 503})
  void aListOfReferrersThatIsNotGivenRefusesNothing(int status) {
    close(API, status);

    assertThat(signers(servers.recorded())).containsExactly("alice@example.com");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 500})
  void tagsThatAreNotThereAndAreAnsweredOtherwiseRefuseNothing(int status) {
    close(API, 404);
    close(REPOSITORY + "manifests/" + TAG, status);
    close(REPOSITORY + "manifests/" + TAG + ".att", status);
    // The attestation is missing, so the message names all places that were asked for it.
    SigstoreConfig config =
        Configs.files(servers.folder()).withAttestation().rekor(servers.rekor().address()).build();

    assertThat(signers(servers.recorded())).containsExactly("alice@example.com");
    Servers.assertFails(
        servers.name(IMAGE),
        config,
        status == 500 ? Kind.UNAVAILABLE : Kind.REFUSED,
        "has no attestation that counts: tag %s.att: registry \"%s\" "
            .formatted(TAG, servers.registry().address()));
  }

  @Test
  void aListThatNeverComesLeavesTimeForTheSignature() {
    servers.registry().handle(API, SideLookupsTest::hang);
    SigstoreConfig config =
        Configs.files(servers.folder())
            .rekor(servers.rekor().address())
            .timeout(Duration.ofSeconds(3))
            .build();

    assertThat(signers(config)).containsExactly("alice@example.com");
  }

  @Test
  void everyPlaceThatWasAskedIsInTheReport() {
    close(API, 403);

    ImageReport report = Servers.verify(servers.name(IMAGE), servers.recorded());

    assertThat(report.findings())
        .filteredOn(SignatureFinding.Asked.class::isInstance)
        .extracting(finding -> ((SignatureFinding.Asked) finding).place())
        .extracting(SignaturePlace::name, SignaturePlace::answer)
        .containsExactly(
            tuple("tag " + TAG + ".sig", SignaturePlace.Answer.HELD),
            tuple("referrers", SignaturePlace.Answer.FAILED),
            tuple("tag " + TAG, SignaturePlace.Answer.NOTHING));
    assertThat(report.complaints().map(Object::toString))
        .containsExactly(
            "referrers: registry \"%s\" does not let these credentials read http://%s%s: status 403"
                .formatted(servers.registry().address(), servers.registry().address(), API));
  }

  @Test
  void withoutAGoodSignatureEveryPlaceIsNamed() {
    close(API, 401);
    close(REPOSITORY + "manifests/" + TAG + ".sig", 403);
    close(REPOSITORY + "manifests/" + TAG, 404);
    String address = servers.registry().address();

    Servers.assertRefused(
        servers.name(IMAGE),
        servers.recorded(),
        ("has no signature that counts: tag %s.sig: registry \"%s\" does not let these credentials"
                + " read http://%s%smanifests/%s.sig: status 403; referrers: registry \"%s\" wants to"
                + " know who asks, and names neither Bearer nor Basic; tag %s: nothing")
            .formatted(TAG, address, address, REPOSITORY, TAG, address, TAG));
  }

  @Test
  void aPlaceThatCouldNotBeAskedMayHaveAnAnswerLater() {
    close(API, 404);
    close(REPOSITORY + "manifests/" + TAG + ".sig", 502);

    Servers.assertFails(
        servers.name(IMAGE),
        servers.recorded(),
        Kind.UNAVAILABLE,
        "has no signature that counts: tag " + TAG + ".sig: registry ");
  }

  private List<String> signers(SigstoreConfig config) {
    return Servers.verify(servers.name(IMAGE), config).good(Purpose.SIGNATURE).stream()
        .map(Verified::subject)
        .toList();
  }

  private void close(String path, int status) {
    servers.registry().handle(path, exchange -> FakeWeb.status(exchange, status));
  }

  private static void hang(HttpExchange exchange) throws IOException {
    try {
      TimeUnit.SECONDS.sleep(30);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }
}
