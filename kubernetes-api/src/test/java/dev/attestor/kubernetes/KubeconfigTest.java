package dev.attestor.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_16;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeconfigTest {

  @TempDir private Path folder;

  @Test
  void readsWhatTheContextChooses() throws Exception {
    Files.writeString(folder.resolve("ca.pem"), "\ufeffmine\r\n  " + block("CERTIFICATE", "AA=="));
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
                    .isEqualTo(block("CERTIFICATE", "AA==")));
    assertThat(access.verified()).isTrue();
    assertThat(access.serverName()).contains("c");
    assertThat(access.proxy())
        .contains(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy", 3128)));
    assertThat(access.identity()).isEqualTo(new ApiIdentity.Token("b"));
  }

  @Test
  void readsEveryKindOfIdentity() throws Exception {
    String chain = block("CERTIFICATE", "AA==") + block("CERTIFICATE", "AQ==");
    String key = block("EC PRIVATE KEY", "Ag==");
    Files.writeString(folder.resolve("c.pem"), chain);
    Files.writeString(folder.resolve("both.pem"), block("EC PARAMETERS", "Aw==") + key + chain);

    assertThat(identity("{}")).isEqualTo(new ApiIdentity.Anonymous());
    assertThat(identity("{token: a}")).isEqualTo(new ApiIdentity.Token("a"));
    assertThat(identity("{token: a, tokenFile: t}"))
        .isEqualTo(new ApiIdentity.TokenFile(folder.resolve("t")));
    assertThat(identity("{username: u, password: p}"))
        .isEqualTo(new ApiIdentity.Password("u", "p"));
    assertThat(identity("{client-certificate: c.pem, client-key: both.pem, token: a}"))
        .isEqualTo(new ApiIdentity.Certificate(chain, key));
    assertThat(identity("{client-certificate: both.pem, client-key: both.pem}"))
        .isEqualTo(new ApiIdentity.Certificate(chain, key));
    assertThat(
            identity(
                "{client-certificate-data: %s, client-key-data: %s}"
                    .formatted(base64(chain), base64(key))))
        .isEqualTo(new ApiIdentity.Certificate(chain, key));
    assertThat(
            identity(
                "{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./give, args:"
                    + " [a]}}"))
        .hasToString("Program[plugin=ExecPlugin[" + folder.resolve("give") + "]]");
  }

  @Test
  void printsNoSecret() throws Exception {
    assertThat(identity("{token: secret}")).hasToString("Token[redacted]");
    assertThat(identity("{username: u, password: secret}")).hasToString("Password[redacted]");
    assertThat(
            identity(
                "{client-certificate-data: %s, client-key-data: %s}"
                    .formatted(
                        base64(block("CERTIFICATE", "AA==")),
                        base64(block("PRIVATE KEY", "AA==")))))
        .hasToString("Certificate[redacted]");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {client-certificate-data: Yw==} | the user has one of client certificate and client key, expected both
          {client-certificate: none, client-key: none} | the file "@/none" does not exist
          {auth-provider: {name: gcp}} | the user has an auth-provider, which Kubernetes 1.26 removed; use exec instead
          {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: a}} | the exec plugin is of the version "client.authentication.k8s.io/v1alpha1", expected client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1
          {token: &t [*t]} | it has a value of the wrong type
          {exec: {apiVersion: client.authentication.k8s.io/v1, command: a, args: &a [*a]}} | it has a value of the wrong type
          {exec: {apiVersion: "\\e[2J", command: a}} | the exec plugin is of the version "?[2J", expected client.authentication.k8s.io/v1 or client.authentication.k8s.io/v1beta1
          {exec: {apiVersion: client.authentication.k8s.io/v1}} | the exec plugin has no command
          """)
  void refusesIdentitiesThatAreAmiss(String user, String expected) throws IOException {
    refuses(text("https://a", user), expected.replace("@", folder.toString()));
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
  void namesTheFieldOfPemThatCannotBeRead() throws IOException {
    String pem = block("CERTIFICATE", "AA==");
    String field = "its client-certificate-data ";
    refusesData(pem.replace("\n", "\\n"), field + "is PEM itself, expected base64 of PEM");
    refusesData("!", field + "is not base64, expected base64 of PEM");
    refusesData(base64(base64(pem)), field + "is base64 of PEM, expected PEM itself");
    refusesData(base64("hello"), field + "has no PEM block \"CERTIFICATE\", found none");
    refusesData(
        base64(block("PRIVATE KEY", "AA==")),
        field + "has no PEM block \"CERTIFICATE\", found \"PRIVATE KEY\" in line 1");
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
    Files.writeString(folder.resolve("ca.crt"), block("CERTIFICATE", "AA=="));
    Map<String, String> environment =
        Map.of("KUBERNETES_SERVICE_HOST", "fd00::1", "KUBERNETES_SERVICE_PORT", "443");

    ApiAccess access = InCluster.access(environment, folder);

    assertThat(access.server()).isEqualTo("https://[fd00::1]:443");
    assertThat(access.identity()).isEqualTo(new ApiIdentity.TokenFile(folder.resolve("token")));
    assertThat(access.proxy()).isEqualTo(Optional.empty());
  }

  private void refusesData(String data, String expected) throws IOException {
    refuses(
        text(
            "https://a",
            "{client-certificate-data: \"%s\", client-key-data: AA==}".formatted(data)),
        expected);
  }

  static String block(String kind, String base64) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, base64, kind);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
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

  /** One with a single cluster and a single user. */
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
