package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.sigstore.SigningKit.Keys;
import dev.attestor.sigstore.TimestampAttacks.Attack;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One valid signature with Rekor v2 and a timestamp, changed in one way at a time. */
@ExtendWith(ServersExtension.class)
class HostileTimestampsTest {

  private final Servers servers;

  HostileTimestampsTest(Servers servers) {
    this.servers = servers;
  }

  static Stream<Attack> all() {
    return Stream.concat(TimestampAttacks.all(), ProofAttacks.all());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void areRefused(Attack attack) {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    ForgedRoot root = new ForgedRoot(bundle);
    attack.change().accept(bundle, root);
    bundle.publish();

    Servers.assertRefused(bundle.image.name(), config(root).build(), attack.refusal());
  }

  @ParameterizedTest
  @EnumSource(
      value = Keys.class,
      names = {"ED25519", "P256", "P384"})
  void unchangedItIsTaken(Keys keys) {
    ForgedBundle bundle = new ForgedBundle(servers.registry(), keys);

    assertThat(selectors(bundle, config(new ForgedRoot(bundle)).build()))
        .containsExactlyInAnyOrder(
            "image-signature:verified",
            "image-signature-subject:alice@example.com",
            "image-signature-issuer:https://accounts.example.com",
            "image-signature-value:" + ForgedBundle.base64(bundle.signed.signature),
            "image-signature-log-id:" + bundle.logId,
            "image-signature-log-index:1");
  }

  @Test
  void anOlderClientsEntryIsTaken() {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    bundle.body = bundle.dsse();

    assertThat(selectors(bundle, config(new ForgedRoot(bundle)).build()))
        .contains("image-signature:verified");
  }

  @Test
  void aTimeThatNobodySignedGivesNoSelector() {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    bundle.integratedTime = bundle.time.getEpochSecond();

    assertThat(selectors(bundle, config(new ForgedRoot(bundle)).build()))
        .noneMatch(selector -> selector.contains("time"));
  }

  @Test
  void anAuthoritysCertificateMayComeWithTheTimestamp() {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    bundle.authority.brings = true;
    ForgedRoot root = new ForgedRoot(bundle);
    root.timestamps = bundle.authority.authorities();

    assertThat(selectors(bundle, config(root).build())).contains("image-signature:verified");
  }

  @Test
  void aTimestampTellsTheTimeWhereTheLogIsIgnored() {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    bundle.logId = "0".repeat(64);

    assertThat(selectors(bundle, config(new ForgedRoot(bundle)).withoutLog().build()))
        .contains("image-signature:verified")
        .noneMatch(selector -> selector.contains("log"));
  }

  @Test
  void withoutAnAuthorityTheTimeIsNowWhereTheLogIsIgnored() {
    ForgedBundle bundle = new ForgedBundle(servers.registry());
    ForgedRoot root = new ForgedRoot(bundle);
    root.timestamps = List.of();
    bundle.publish();

    Servers.assertRefused(
        bundle.image.name(),
        config(root).withoutLog().build(),
        "certificate: it is valid from 2026-11-23T01:54:00Z to 2026-11-23T02:04:00Z, which"
            + " 2026-11-24T08:00:00Z is not in");
  }

  private Configs config(ForgedRoot root) {
    return Configs.files(servers.folder()).withoutSct().trust(root.write(servers.folder()));
  }

  private static List<String> selectors(ForgedBundle bundle, SigstoreConfig config) {
    bundle.publish();
    return new SignatureSelectors(config)
        .of(Servers.verify(bundle.image.name(), config), new ContainerId("c"));
  }
}
