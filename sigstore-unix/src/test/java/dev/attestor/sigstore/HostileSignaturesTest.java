package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One valid signature, changed in one way at a time: each change is rejected with its own message.
 */
@ExtendWith(ServersExtension.class)
class HostileSignaturesTest {

  private final Servers servers;

  HostileSignaturesTest(Servers servers) {
    this.servers = servers;
  }

  static Stream<Attack> all() {
    return Stream.of(SignatureAttacks.all(), CertificateAttacks.all(), EntryAttacks.all())
        .flatMap(attacks -> attacks);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void areRefused(Attack attack) {
    ForgedImage image = new ForgedImage(SigningKit.good(), servers.registry());
    attack.change().accept(image);
    image.publish();

    Servers.assertRefused(image.name(), servers.of(image.kit).build(), attack.refusal());
  }

  @Test
  void noneIsRefusedUnchanged() {
    ForgedImage image = new ForgedImage(SigningKit.good(), servers.registry());
    image.publish();

    Servers.verify(image.name(), servers.of(image.kit).build());
  }

  @Test
  void refusesARootThatHadExpired() {
    SigningKit kit = new SigningKit(SigningKit.SIGNED.minusSeconds(60));
    ForgedImage image = new ForgedImage(kit, servers.registry());
    image.publish();

    Servers.assertRefused(
        image.name(),
        servers.of(kit).build(),
        "certificate: no trusted root was valid at 2026-11-23T01:54:01Z");
  }

  @Test
  void refusesMoreSignaturesThanAnybodyMakes() {
    ForgedImage image = new ForgedImage(SigningKit.good(), servers.registry());
    image.publish(101);

    Servers.assertRefused(
        image.name(),
        servers.of(image.kit).build(),
        "there are 101 signatures and attestations, expected at most 100");
  }

  @Test
  void refusalsAllDiffer() {
    // Except changes that break the same seal.
    assertThat(all().map(Attack::refusal).distinct().count()).isGreaterThanOrEqualTo(35);
  }
}
