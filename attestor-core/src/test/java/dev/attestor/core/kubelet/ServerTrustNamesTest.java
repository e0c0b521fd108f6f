package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.core.kubelet.TestCertificate.Made;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** For whom a certificate is. Rows that are as Go decides them, unless they say otherwise. */
class ServerTrustNamesTest {

  @Test
  void refusesANameThatTheAnchorIsNotFor() throws Exception {
    Made root = TestCertificate.ca("CN=root").permitted("pool.example").selfSigned();
    Made inside = TrustChecks.server().dns("a.pool.example").signedBy(root);
    Made alone = TestCertificate.of("CN=a").forServers().dns("a.pool.example").signedBy(root);

    assertThat(TrustChecks.refusal(List.of(root), List.of(inside))).endsWith(TrustChecks.HINT);
    Made middle = TestCertificate.ca("CN=middle").permitted("pool.example").signedBy(root);
    assertThat(TrustChecks.refusal(List.of(middle), List.of(TrustChecks.server().signedBy(middle))))
        .contains("has name constraints and is not self-signed; expected its root in the file");
    assertThatCode(
            () -> TrustChecks.check(List.of(root), List.of(alone), Optional.of("a.pool.example")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0} is good for {1}: {2}")
  @CsvSource({
    "node-1, node-1, true",
    "node-1, NODE-1, true",
    "node-1, node-1., true",
    "Node-1, node-1, true",
    "node-1, node-2, false",
    "node-1, a.node-1, false",
    "node_1, node_1, true",
    "*.pool.example, a.pool.example, true",
    "*.pool.example, A.POOL.example, true",
    "*.pool.example, a.b.pool.example, false",
    "*.pool.example, pool.example, false",
    "*.pool.example, .pool.example, false",
    "a*.pool.example, ab.pool.example, false",
    "a.*.example, a.b.example, false",
    "*.*.example, a.b.example, false",
    "*, node-1, false",
    "*.b.example, *.b.example, true",
    "\u212aubelet, kubelet, false",
    "node-1., node-1, false",
    "10.0.0.1, 10.0.0.1, false"
  })
  void matchesDnsNames(String pattern, String name, boolean good) throws Exception {
    Made leaf = TestCertificate.of("CN=x").forServers().dns(pattern).selfSigned();

    assertGood(leaf, name, good);
  }

  @ParameterizedTest(name = "{0} is good for {1}: {2}")
  @CsvSource({
    "10.0.0.1, 10.0.0.1, true",
    "10.0.0.1, ::ffff:10.0.0.1, true",
    "10.0.0.1, 10.0.0.2, false",
    "10.0.0.1, 10.1, false",
    "10.0.0.1, 010.0.0.1, false",
    "::1, 0:0:0:0:0:0:0:1, true",
    "2001:db8::1, 2001:DB8:0::1, true",
    "2001:db8::1, 2001:db8::2, false",
    "fe80::1, fe80::1%lo, false"
  })
  void matchesAddresses(String own, String name, boolean good) throws Exception {
    Made leaf = TestCertificate.of("CN=x").forServers().ip(own).selfSigned();

    assertGood(leaf, name, good);
  }

  @ParameterizedTest(name = "{0} is good for {1}: {2}")
  @CsvSource({
    "'CN=node-1', node-1, false",
    "'O=system:nodes,CN=system:node:node-1', node-1, true",
    "'CN=system:node:node-1,O=system:nodes', node-1, true",
    "'O=system:nodes,CN=system:node:node-1', node-2, false",
    "'O=system:nodes,CN=system:node:node-1', system:node:node-1, false",
    "'O=system:nodes,CN=system:node:10.0.0.1', 10.0.0.1, false",
    "'O=system:nodes,CN=system:node:*', node-1, false",
    "'O=system:nodes,CN=system:node:NODE-1', node-1, true",
    "'O=system:nodes,CN=system:node:\uff4eode-1', node-1, false",
    "'O=system:nodes,CN=\\ system:node:node-1', node-1, false",
    "'CN=system:node:node-1', node-1, false",
    "'O=system:masters,CN=system:node:node-1', node-1, false",
    "'O=system:nodes,O=system:masters,CN=system:node:node-1', node-1, false",
    "'O=system:nodes,CN=node-1,CN=system:node:node-1', node-1, false",
    "'OU=system:nodes,CN=system:node:node-1', node-1, false"
  })
  void takesACommonNameInTheFormOfKubeletsAlone(String subject, String name, boolean good)
      throws Exception {
    assertGood(TestCertificate.of(subject).forServers().selfSigned(), name, good);
  }

  @Test
  void countsNeitherACommonNameNorAWildcardBelowAConstrainedCa() throws Exception {
    Made root = TestCertificate.ca("CN=root").permitted("pool.example").selfSigned();
    Made free = TestCertificate.ca("CN=free").selfSigned();
    Made middle = TestCertificate.ca("CN=middle").permitted("pool.example").signedBy(free);
    TestCertificate node = TestCertificate.of("O=system:nodes,CN=system:node:node-1").forServers();
    TestCertificate wildcard = TestCertificate.of("CN=w").forServers().dns("*.pool.example");

    assertThat(TrustChecks.refusal(List.of(root), List.of(node.signedBy(root))))
        .contains("expected");
    assertThat(TrustChecks.refusal(List.of(free), List.of(node.signedBy(middle), middle)))
        .contains("expected");
    assertThatCode(
            () ->
                TrustChecks.check(
                    List.of(free), List.of(node.signedBy(free)), Optional.of("node-1")))
        .doesNotThrowAnyException();
    assertThat(
            catchThrowableOfType(
                UntrustedServerException.class,
                () ->
                    TrustChecks.check(
                        List.of(root),
                        List.of(wildcard.signedBy(root)),
                        Optional.of("a.pool.example"))))
        .hasMessageContaining("expected \"a.pool.example\"");
  }

  @Test
  void ignoresTheCommonNameBesideAlternativeNames() throws Exception {
    String subject = "O=system:nodes,CN=system:node:node-1";
    Made dns = TestCertificate.of(subject).forServers().dns("elsewhere").selfSigned();
    Made uri = TestCertificate.of(subject).forServers().uri("spiffe://a/b").selfSigned();

    assertGood(dns, "node-1", false);
    assertGood(uri, "node-1", false);
  }

  @Test
  void saysWhichNamesItHasAndWhichOptionNamesAnother() throws Exception {
    Made some = TestCertificate.of("CN=a").forServers().dns("x.y").ip("10.0.0.1").selfSigned();
    Made none = TestCertificate.of("CN=node-1").forServers().selfSigned();

    assertThat(TrustChecks.refusal(List.of(some), List.of(some)))
        .isEqualTo(
            "the kubelet's certificate \"CN=a\" is for \"x.y\", \"10.0.0.1\", expected \"node-1\";"
                + " kubelet_server_name can name what the certificate was issued for");
    assertThat(TrustChecks.refusal(List.of(none), List.of(none)))
        .contains("is for no name (it has no subject alternative names, ", "expected \"node-1\";");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=a\\0AERROR forged", "CN=a\\1B[31m"})
  void tellsForeignSubjectsOnOneLine(String subject) throws Exception {
    Made leaf = TestCertificate.of(subject).forServers().selfSigned();

    assertThat(TrustChecks.refusal(List.of(TrustChecks.server().selfSigned()), List.of(leaf)))
        .doesNotContainPattern("\\p{Cntrl}");
  }

  private static void assertGood(Made leaf, String name, boolean good) throws Exception {
    if (good) {
      TrustChecks.check(List.of(leaf), List.of(leaf), Optional.of(name));
    } else {
      assertThat(
              catchThrowableOfType(
                  UntrustedServerException.class,
                  () -> TrustChecks.check(List.of(leaf), List.of(leaf), Optional.of(name))))
          .hasMessageContaining("expected \"%s\"", name);
    }
  }
}
