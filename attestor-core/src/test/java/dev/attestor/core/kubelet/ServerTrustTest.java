package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.core.kubelet.TestCertificate.Made;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

/** Chains, dates and usages. Rows that are as Go decides them, unless they say otherwise. */
class ServerTrustTest {

  @Test
  void believesAPinnedCertificateAlone() throws Exception {
    Made leaf = TrustChecks.server().signedBy(TestCertificate.ca("CN=node-1-ca").selfSigned());

    TrustChecks.believes(List.of(leaf), List.of(leaf));
  }

  @Test
  void refusesAPinnedCertificateThatHasExpired() throws Exception {
    Made ca = TestCertificate.ca("CN=node-1-ca").expired().selfSigned();
    Made leaf = TrustChecks.server().expired().signedBy(ca);

    for (List<Made> file : List.of(List.of(leaf), List.of(leaf, ca))) {
      assertThat(TrustChecks.refusal(file, List.of(leaf)))
          .isEqualTo(
              "the kubelet's certificate \"CN=node-1\" expired at 2025-06-01T00:00:00Z; have the"
                  + " kubelet renew it, and put the new one, or its CA, into kubelet_ca_path"
                  + " \"ca.pem\"");
    }
  }

  @Test
  void refusesAPinnedCertificateThatIsNotValidYet() throws Exception {
    Made leaf = TrustChecks.server().early().selfSigned();

    assertThat(TrustChecks.refusal(List.of(leaf), List.of(leaf)))
        .contains("\"CN=node-1\" is not valid before 2090-01-01T00:00:00Z");
  }

  @Test
  void refusesAPinnedCertificateForClients() throws Exception {
    Made leaf = TestCertificate.of("CN=node-1").dns("node-1").forClients().selfSigned();

    assertThat(TrustChecks.refusal(List.of(leaf), List.of(leaf)))
        .contains(
            "\"CN=node-1\" is for clients (clientAuth), expected one for servers (serverAuth)");
  }

  @Test
  void refusesAValidCertificateBelowAnExpiredCa() throws Exception {
    Made ca = TestCertificate.ca("CN=node-1-ca").expired().selfSigned();

    assertThat(TrustChecks.refusal(List.of(ca), List.of(TrustChecks.server().signedBy(ca))))
        .isEqualTo(
            "the kubelet's certificate \"CN=node-1\" was issued by \"CN=node-1-ca\", which expired"
                + " at 2025-06-01T00:00:00Z"
                + TrustChecks.HINT);
  }

  @Test
  void refusesAnExpiredCertificateBelowAValidCa() throws Exception {
    Made ca = TestCertificate.ca("CN=ca").selfSigned();

    assertThat(
            TrustChecks.refusal(List.of(ca), List.of(TrustChecks.server().expired().signedBy(ca))))
        .startsWith("the kubelet's certificate \"CN=node-1\" expired at 2025-06-01T00:00:00Z; ");
  }

  @Test
  void takesARenewedCaBesideTheExpiredOneOfTheSameNameAndKey() throws Exception {
    Made old = TestCertificate.ca("CN=ca").expired().selfSigned();
    Made renewed = TestCertificate.ca("CN=ca").keys(old.keys()).selfSigned();
    Made leaf = TrustChecks.server().signedBy(old);

    TrustChecks.believes(List.of(old, renewed), List.of(leaf));
    TrustChecks.believes(List.of(renewed, old), List.of(leaf));
    TrustChecks.believes(List.of(renewed), List.of(leaf, old));
    assertThat(TrustChecks.refusal(List.of(old), List.of(leaf, renewed)))
        .contains("which expired at");
  }

  @Test
  void takesEitherOfTwoCasOfOneName() throws Exception {
    Made one = TestCertificate.ca("CN=ca").selfSigned();
    Made other = TestCertificate.ca("CN=ca").selfSigned();

    TrustChecks.believes(List.of(one, other), List.of(TrustChecks.server().signedBy(one)));
    TrustChecks.believes(List.of(one, other), List.of(TrustChecks.server().signedBy(other)));
  }

  @Test
  void saysThatACaOfTheSameNameHasAnotherKey() throws Exception {
    Made one = TestCertificate.ca("CN=kube-ca").selfSigned();
    Made other = TestCertificate.ca("CN=kube-ca").selfSigned();

    assertThat(TrustChecks.refusal(List.of(other), List.of(TrustChecks.server().signedBy(one))))
        .isEqualTo(
            "the kubelet's certificate \"CN=node-1\" was issued by \"CN=kube-ca\", and the file"
                + " holds a CA of that name with another key"
                + TrustChecks.HINT);
  }

  @Test
  void saysWhoIssuedItAndWhatTheFileHolds() throws Exception {
    Made one = TestCertificate.ca("CN=one").selfSigned();
    Made other = TestCertificate.ca("CN=other").selfSigned();

    assertThat(TrustChecks.refusal(List.of(other), List.of(TrustChecks.server().signedBy(one))))
        .isEqualTo(
            "the kubelet's certificate \"CN=node-1\" was issued by \"CN=one\", and the file holds"
                + " \"CN=other\""
                + TrustChecks.HINT);
    assertThat(TrustChecks.refusal(List.of(other), List.of(TrustChecks.server().selfSigned())))
        .contains("is self-signed, and the file holds \"CN=other\"");
  }

  @Test
  void takesIntermediatesThatTheKubeletShowsOrTheFileHolds() throws Exception {
    Made root = TestCertificate.ca("CN=root").selfSigned();
    Made middle = TestCertificate.ca("CN=middle").signedBy(root);
    Made leaf = TrustChecks.server().signedBy(middle);

    TrustChecks.believes(List.of(root), List.of(leaf, middle));
    TrustChecks.believes(List.of(root), List.of(leaf, root, middle));
    TrustChecks.believes(List.of(middle), List.of(leaf));
    assertThat(TrustChecks.refusal(List.of(root), List.of(leaf)))
        .contains("was issued by \"CN=middle\"");
  }

  @Test
  void refusesIntermediatesThatDoNotHold() throws Exception {
    Made root = TestCertificate.ca("CN=root").selfSigned();

    for (TestCertificate middle :
        List.of(
            TestCertificate.ca("CN=middle").expired(),
            TestCertificate.ca("CN=middle").early(),
            TestCertificate.ca("CN=middle").forClients(),
            TestCertificate.ca("CN=middle").usage(KeyUsage.digitalSignature),
            TestCertificate.of("CN=middle").forServers())) {
      Made issuer = middle.signedBy(root);
      assertThat(
              TrustChecks.refusal(
                  List.of(root), List.of(TrustChecks.server().signedBy(issuer), issuer)))
          .startsWith(
              "the kubelet's certificate \"CN=node-1\" was issued by \"CN=middle\", which ");
    }
  }

  @Test
  void goesRoundAnIntermediateThatDoesNotHold() throws Exception {
    Made root = TestCertificate.ca("CN=root").selfSigned();
    Made good = TestCertificate.ca("CN=middle").signedBy(root);
    Made clients = TestCertificate.ca("CN=middle").keys(good.keys()).forClients().signedBy(root);
    Made leaf = TrustChecks.server().signedBy(good);

    TrustChecks.believes(List.of(root), List.of(leaf, clients, good));
    TrustChecks.believes(List.of(root), List.of(leaf, good, clients));
  }

  @Test
  void refusesAnchorsThatMayNotIssueServers() throws Exception {
    for (TestCertificate anchor :
        List.of(
            TestCertificate.ca("CN=ca").forClients(),
            TestCertificate.ca("CN=ca").usage(KeyUsage.cRLSign),
            TestCertificate.of("CN=ca").forServers().dns("node-1"))) {
      Made issuer = anchor.selfSigned();
      assertThat(
              TrustChecks.refusal(List.of(issuer), List.of(TrustChecks.server().signedBy(issuer))))
          .startsWith("the kubelet's certificate \"CN=node-1\" was issued by \"CN=ca\", which ")
          .endsWith(TrustChecks.HINT);
    }
  }

  @Test
  void refusesAPathThatIsLongerThanTheAnchorAllows() throws Exception {
    Made root = TestCertificate.ca("CN=root").pathLength(0).selfSigned();
    Made middle = TestCertificate.ca("CN=middle").signedBy(root);

    TrustChecks.believes(List.of(root), List.of(TrustChecks.server().signedBy(root)));
    TrustChecks.refusal(List.of(root), List.of(TrustChecks.server().signedBy(middle), middle));
  }

  @Test
  void takesCertificatesWithoutUsageOrForAnyUse() throws Exception {
    Made ca = TestCertificate.ca("CN=ca").purpose(KeyPurposeId.anyExtendedKeyUsage).selfSigned();
    Made none = TestCertificate.of("CN=n").dns("node-1").signedBy(ca);
    Made any =
        TestCertificate.of("CN=n")
            .dns("node-1")
            .purpose(KeyPurposeId.anyExtendedKeyUsage)
            .signedBy(ca);
    Made both = TestCertificate.of("CN=n").dns("node-1").forClients().forServers().signedBy(ca);

    for (Made leaf : List.of(none, any, both)) {
      TrustChecks.believes(List.of(ca), List.of(leaf));
    }
    Made other =
        TestCertificate.of("CN=n")
            .dns("node-1")
            .purpose(KeyPurposeId.id_kp_codeSigning)
            .signedBy(ca);
    assertThat(TrustChecks.refusal(List.of(ca), List.of(other))).contains("is for another use");
  }

  @Test
  void knowsWhenSomethingItBelievedHasExpired() throws Exception {
    Instant now = Instant.now();
    Made ca =
        TestCertificate.ca("CN=ca")
            .valid(now.minusSeconds(60), now.plus(Duration.ofMinutes(5)))
            .selfSigned();
    Made leaf = TrustChecks.server().signedBy(ca);
    TestClock clock = new TestClock(now);
    ServerTrust trust =
        new ServerTrust(List.of(ca.certificate()), TrustChecks.FILE, Optional.of("node-1"), clock);
    trust.checkServerTrusted(TrustChecks.chain(List.of(leaf)), "EC");

    assertThat(trust.hasOutlivedACertificate()).isFalse();
    clock.now = now.plus(Duration.ofMinutes(6));
    assertThat(trust.hasOutlivedACertificate()).isTrue();
    assertThat(
            catchThrowableOfType(
                UntrustedServerException.class,
                () -> trust.checkServerTrusted(TrustChecks.chain(List.of(leaf)), "EC")))
        .hasMessageContaining("\"CN=ca\", which expired at");
  }

  private static final class TestClock extends Clock {
    private Instant now;

    TestClock(Instant now) {
      this.now = now;
    }

    @Override
    public java.time.ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
