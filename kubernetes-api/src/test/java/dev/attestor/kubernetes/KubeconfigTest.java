package dev.attestor.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.input.secret.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {

  private static final String EMBEDDED =
      "{client-certificate-data: %s, client-key-data: %s}"
          .formatted(TestPem.base64(TestPem.CERTIFICATE), TestPem.base64(TestPem.KEY));

  @TempDir private Path folder;

  @Test
  void readsWhatTheContextChooses() throws Exception {
    Files.writeString(folder.resolve("ca.pem"), TestPem.CERTIFICATE);
    String text =
        """
        current-context: second
        contexts:
        - {name: first, context: {cluster: a, user: a}}
        - {name: second, context: {cluster: b, user: b}}
        clusters:
        - {name: a, cluster: {server: "https://a:1"}}
        - name: b
          cluster:
            server: https://b:2
            certificate-authority: ca.pem
            tls-server-name: c
            proxy-url: http://proxy:3128
        users:
        - {name: a, user: {token: a}}
        - {name: b, user: {token: " b "}}
        """;

    ApiAccess access = access(text);

    assertThat(access.server()).isEqualTo("https://b:2");
    assertThat(access.authority())
        .hasValueSatisfying(
            pem ->
                assertThat(new String(pem, StandardCharsets.US_ASCII))
                    .isEqualTo(TestPem.CERTIFICATE));
    assertThat(access.verified()).isTrue();
    assertThat(access.serverName()).contains("c");
    assertThat(access.proxy())
        .contains(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", 3128)));
    assertThat(access.identity()).isEqualTo(new ApiIdentity.Token(Secret.of("b")));
  }

  @Test
  void readsEveryKindOfIdentity() throws Exception {
    Files.writeString(folder.resolve("c.pem"), TestPem.CERTIFICATE);
    Files.writeString(folder.resolve("k.pem"), TestPem.KEY);

    assertThat(identity("{}")).isEqualTo(new ApiIdentity.Anonymous());
    assertThat(identity("{token: a}")).isEqualTo(new ApiIdentity.Token(Secret.of("a")));
    assertThat(identity("{token: a, tokenFile: t}"))
        .isEqualTo(new ApiIdentity.TokenFile(folder.resolve("t")));
    assertThat(identity("{username: u, password: p}"))
        .isEqualTo(new ApiIdentity.Password("u", Secret.of("p")));
    assertThat(identity("{client-certificate: c.pem, client-key: k.pem, token: a}"))
        .isEqualTo(new ApiIdentity.Certificate(TestPem.CERTIFICATE, Secret.of(TestPem.KEY)));
    assertThat(identity(EMBEDDED))
        .isEqualTo(new ApiIdentity.Certificate(TestPem.CERTIFICATE, Secret.of(TestPem.KEY)));
    assertThat(
            identity(
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./give, args:"
                    + " [a]}}"))
        .hasToString("Program[plugin=ExecPlugin[" + folder.resolve("give") + "]]");
  }

  @Test
  void printsNoSecret() throws Exception {
    assertThat(identity("{token: secret}")).hasToString("Token[value=Secret[redacted]]");
    assertThat(identity("{username: u, password: secret}"))
        .hasToString("Password[user=u, password=Secret[redacted]]");
    assertThat(identity(EMBEDDED))
        .hasToString("Certificate[chain=%s, key=Secret[redacted]]".formatted(TestPem.CERTIFICATE));
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {client-certificate-data: @PEM} | the user has one of client certificate and client key, expected both
          {client-certificate: none, client-key: none} | the file "@/none" does not exist
          {auth-provider: {name: gcp}} | the user has an auth-provider, which Kubernetes 1.26 removed; use exec instead
          {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: a}} | the exec plugin is of the version "client.authentication.k8s.io/v1alpha1", expected client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1
          {token: &t [*t]} | token of the user is a list, expected text
          {exec: {apiVersion: client.authentication.k8s.io/v1, command: a, args: &a [*a]}} | args of exec of the user is a list, expected a list of texts
          {exec: {apiVersion: client.authentication.k8s.io/v1, command: a, args: [[b]]}} | args of exec of the user is a list, expected a list of texts
          {exec: {apiVersion: client.authentication.k8s.io/v1, command: a, provideClusterInfo: "true"}} | provideClusterInfo of exec of the user is text in quotes, expected true or false without quotes
          {exec: {apiVersion: client.authentication.k8s.io/v1, command: a, interactiveMode: Always}} | interactiveMode of exec of the user is Always, and there is no terminal here
          {exec: [a]} | exec of the user is a list, expected a map
          {token: a, as: b} | as of the user is set, which is not supported; remove it, and use that account's credentials
          {token: a, as-groups: [b]} | as-groups of the user is set, which is not supported; remove it, and use that account's credentials
          {client-certificate-data: @PEM, client-key-data: @PEM} | client-key-data of the user has no PEM block "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY" or "ENCRYPTED PRIVATE KEY", found "CERTIFICATE" in line 1
          {exec: {apiVersion: "\\e[2J", command: a}} | the exec plugin is of the version " [2J", expected client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1
          {exec: {apiVersion: client.authentication.k8s.io/v1}} | the exec plugin has no command
          """)
  void refusesIdentitiesThatAreAmiss(String user, String expected) throws IOException {
    refuses(
        text("https://a", user.replace("@PEM", TestPem.base64(TestPem.CERTIFICATE))),
        expected.replace("@", folder.toString()));
  }

  /** kubeadm has both in /var/lib/kubelet/pki/kubelet-client-current.pem. */
  @Test
  void takesCertificateAndKeyFromOneFile() throws Exception {
    Files.writeString(
        folder.resolve("both.pem"), TestPem.KEY + TestPem.CERTIFICATE + TestPem.CERTIFICATE);
    assertThat(identity("{client-certificate: both.pem, client-key: both.pem}"))
        .isEqualTo(
            new ApiIdentity.Certificate(
                TestPem.CERTIFICATE + TestPem.CERTIFICATE, Secret.of(TestPem.KEY)));
  }

  @Test
  void namesTheFieldThatIsAmissInACluster() throws IOException {
    String once = TestPem.base64(TestPem.CERTIFICATE);
    String field = "certificate-authority-data";
    cluster(field, TestPem.base64(once), "is encoded in base64 twice, expected once");
    cluster(
        field,
        TestPem.CERTIFICATE.replace("\n", "\\n"),
        "is PEM, expected PEM that is encoded in base64");
    cluster(field, "a-b", "is not base64");
    cluster(field, "Yw==", "has no PEM block \"CERTIFICATE\", found none");
    cluster(
        field,
        TestPem.base64(TestPem.CERTIFICATE.replace("MII", "XXX")),
        "has a broken certificate in line 1");
    cluster(
        field,
        TestPem.base64(TestPem.KEY),
        "has no PEM block \"CERTIFICATE\", found \"EC PRIVATE KEY\" in line 1");
    cluster(
        "insecure-skip-tls-verify",
        "true",
        "is text in quotes, expected true or false without quotes");
    Files.writeString(folder.resolve("no.pem"), "x");
    cluster("certificate-authority", "no.pem", "has no PEM block \"CERTIFICATE\", found none");
  }

  private void cluster(String field, String value, String expected) throws IOException {
    refuses(
        text("https://a\", %s: \"%s".formatted(field, value), "{token: a}"),
        "%s of the cluster %s".formatted(field, expected));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", "a", "a:1", "ftp://a", "https://", "//a"})
  void wantsTheUrlOfAServer(String server) throws IOException {
    refuses(
        text(server, "{}"),
        "the server is \"%s\", expected https://<host>:<port>".formatted(server));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"https://p:1", "p:1", "http://u:secret@p:1", "http://"})
  void refusesProxiesThatItCannotUse(String proxy) throws IOException {
    refuses(
        text("https://a\", proxy-url: \"" + proxy, "{}"),
        "the proxy-url is not http://<host>:<port> or socks5://<host>:<port>, without a user");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                              | it is no kubeconfig
          hello                           | it is no kubeconfig
          [a]                             | it is no kubeconfig
          {contexts: 7}                   | it is no kubeconfig
          'a: "'                          | line 2 is no YAML
          {a: 1}                          | no context is chosen
          {current-context: a}            | there is no context "a"
          {current-context: a, contexts: [{name: a, context: {}}]} | no cluster is chosen
          {current-context: a, contexts: [{name: a, context: {cluster: c}}]} | there is no cluster "c"
          """)
  void refusesWhatIsNoKubeconfig(String text, String expected) throws IOException {
    refuses(text + "\n", expected);
  }

  @Test
  void saysThatAFileIsUtf16() throws IOException {
    Path file = Files.write(folder.resolve("kubeconfig"), text("https://a", "{}").getBytes(UTF_16));

    assertThatExceptionOfType(ApiAccessException.class)
        .isThrownBy(() -> Kubeconfig.read(file))
        .withMessage(
            "the kubeconfig \"%s\" cannot be used: it is saved as UTF-16, expected UTF-8", file);
  }

  @Test
  void readsAFileBehindAByteOrderMark() throws Exception {
    assertThat(access("\ufeff" + text("https://a", "{}")).server()).isEqualTo("https://a");
  }

  @Test
  void quotesNothingOfAFileThatIsNoYaml() throws IOException {
    refuses("users:\n- user: {token: secret, }}\n", "line 2 is no YAML");
  }

  @Test
  void findsTheServerOfAPod() throws Exception {
    Files.writeString(folder.resolve("ca.crt"), TestPem.CERTIFICATE);
    Map<String, String> environment =
        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");

    ApiAccess access = InCluster.access(environment, folder);

    assertThat(access.server()).isEqualTo("https://[fd00::1]:443");
    assertThat(access.identity()).isEqualTo(new ApiIdentity.TokenFile(folder.resolve("token")));
    assertThat(access.proxy()).isEqualTo(Optional.empty());
  }

  private void refuses(String text, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("kubeconfig"), text);

    assertThatExceptionOfType(ApiAccessException.class)
        .isThrownBy(() -> Kubeconfig.read(file).access())
        .withMessage("the kubeconfig \"%s\" cannot be used: %s".formatted(file, expected));
  }

  private ApiIdentity identity(String user) throws Exception {
    return access(text("https://a", user)).identity();
  }

  private ApiAccess access(String text) throws Exception {
    return Kubeconfig.read(Files.writeString(folder.resolve("kubeconfig"), text)).access();
  }

  /** A kubeconfig with a single cluster and a single user. */
  static String text(String url, String user) {
    return """
    apiVersion: v1
    kind: Config
    current-context: here
    contexts: [{name: here, context: {cluster: c, user: u}}]
    clusters: [{name: c, cluster: {server: "%s"}}]
    users: [{name: u, user: %s}]
    """
        .formatted(url, user);
  }
}
