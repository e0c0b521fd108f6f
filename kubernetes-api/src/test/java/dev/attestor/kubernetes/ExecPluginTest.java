package dev.attestor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.input.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are shell scripts")
class ExecPluginTest {

  private static final String VERSION = "client.authentication.k8s.io/v1";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path folder;

  @Test
  void givesOutTheTokenAndItsEnd() throws Exception {
    assertThat(
            run(
                "echo '"
                    + credential(
                        "\"token\": \"a\", \"expirationTimestamp\": \"2026-01-02T03:04:05Z\"")
                    + "'"))
        .isEqualTo(
            new ExecCredential(
                new ApiIdentity.Token(Secret.of("a")),
                Optional.of(Instant.parse("2026-01-02T03:04:05Z"))));
  }

  @Test
  void givesOutCertificates() throws Exception {
    String chain = TestPem.CERTIFICATE;
    String key = TestPem.KEY;
    String status =
        "\"clientCertificateData\": \"%s\", \"clientKeyData\": \"%s\""
            .formatted(chain.replace("\n", "\\n"), key.replace("\n", "\\n"));

    assertThat(run("printf %s '" + credential(status) + "'"))
        .isEqualTo(
            new ExecCredential(
                new ApiIdentity.Certificate(chain, Secret.of(key)), Optional.empty()));
  }

  @Test
  void tellsTheProgramWhatItWants() throws Exception {
    ExecCredential given =
        run(
            "token=\"$1 $GREETING $(echo \"$KUBERNETES_EXEC_INFO\" | tr -cd a-zA-Z0-9:./)\"; cat;"
                + " echo '"
                + credential("\"token\": \"'\"$token\"'\"")
                + "'");

    assertThat(given.identity())
        .isEqualTo(
            new ApiIdentity.Token(
                Secret.of(
                    "argument hello kind:ExecCredentialapiVersion:"
                        + VERSION
                        + "spec:interactive:false")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exit 7                        | ended with status 7 and no message
          true                          | printed no ExecCredential
          echo secret                   | printed no ExecCredential
          echo '{"kind":{}}'            | printed no ExecCredential
          echo '{kind:ExecCredential,apiVersion:client.authentication.k8s.io/v1,status:{token:word}}' | printed no ExecCredential
          echo '{}'                     | printed something other than an ExecCredential of client.authentication.k8s.io/v1
          echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1"}' | printed something other than an ExecCredential of client.authentication.k8s.io/v1
          echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"}' | printed no ExecCredential
          echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":[]}' | printed no ExecCredential
          echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":{}}}' | printed no ExecCredential
          echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":7}}' | printed no ExecCredential
          echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{}}' | printed neither token nor certificate
          echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"secret","expirationTimestamp":"soon"}}' | printed no ExecCredential
          head -c 2000000 /dev/zero     | printed more than 1048576 bytes, or did not close its output
          """)
  void saysWhatIsAmissAndNothingSecret(String script, String expected) {
    assertThatExceptionOfType(ApiAccessException.class)
        .isThrownBy(() -> run(script))
        .withMessageEndingWith("\" " + expected)
        .withMessageNotContaining("secret");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          echo first >&2; echo last >&2; exit 7          | ended with status 7: last
          printf 'first\\nlast\\n\\n' >&2; exit 1         | ended with status 1: last
          seq 100000 >&2; exit 3                         | ended with status 3: 100000
          printf 'a\\033[2Jb' >&2; exit 1                 | ended with status 1: a [2Jb
          echo bad token eyJhbGciOiJSUzI1NiIs >&2; exit 1 | ended with status 1; its message may contain a credential, so run it by hand to see it
          """)
  void saysWhatTheProgramSaidLast(String script, String expected) {
    assertThatExceptionOfType(ApiAccessException.class)
        .isThrownBy(() -> run(script))
        .withMessageEndingWith("\" " + expected);
  }

  @Test
  void tellsTheProgramOfTheClusterIfItAsksForThat() throws Exception {
    script(
        "printf %s \"$KUBERNETES_EXEC_INFO\" >\"$0.info\"; echo '"
            + credential("\"token\": \"a\"")
            + "'");
    ExecPlugin plugin =
        plugin(
            """
            current-context: here
            contexts: [{name: here, context: {cluster: c, user: u}}]
            clusters:
            - name: c
              cluster:
                server: https://a:1
                tls-server-name: b
                certificate-authority-data: %s
                extensions:
                - {name: other, extension: {a: b}}
                - name: client.authentication.k8s.io/exec
                  extension: {shootRef: {namespace: garden, name: s}, numbers: [1, true, null]}
            users:
            - name: u
              user:
                exec: {apiVersion: %s, command: ./give, env: null, provideClusterInfo: true, interactiveMode: IfAvailable}
            """
                .formatted(TestPem.base64(TestPem.CERTIFICATE), VERSION),
            folder);

    assertThat(plugin.run(LIMIT).identity()).isEqualTo(new ApiIdentity.Token(Secret.of("a")));
    assertThat(Files.readString(folder.resolve("give.info")))
        .isEqualTo(
            ("{'kind':'ExecCredential','apiVersion':'%s','spec':{'cluster':{'server':'https://a:1',"
                    + "'tls-server-name':'b','certificate-authority-data':'%s','config':{'shootRef':"
                    + "{'namespace':'garden','name':'s'},'numbers':[1,true,null]}},'interactive':false}}")
                .formatted(VERSION, TestPem.base64(TestPem.CERTIFICATE))
                .replace('\'', '"'));
  }

  @Test
  void endsAProgramThatDoesNot() throws Exception {
    ExecPlugin plugin = plugin("echo $$ >\"$0.pid\"; exec sleep 600");

    assertThatExceptionOfType(ApiAccessException.class)
        .isThrownBy(() -> plugin.run(Duration.ofMillis(700)))
        .withMessageEndingWith("did not end within 700 ms");
    long pid = Long.parseLong(Files.readString(folder.resolve("give.pid")).strip());
    ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
  }

  @Test
  void runsThePluginAnewWhenItsTokenHasExpired() throws Exception {
    script(
        "echo x >>\"$0.runs\"; echo '"
            + credential("\"token\": \"a\", \"expirationTimestamp\": \"2026-01-02T03:04:05Z\"")
            + "'");
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            KubeconfigTest.text(
                "https://127.0.0.1:1", "{exec: {apiVersion: " + VERSION + ", command: ./give}}"));
    Instant expiry = Instant.parse("2026-01-02T03:04:05Z");
    Instant[] now = {expiry.minusSeconds(1)};
    Clock clock = clock(() -> now[0]);
    try (ApiServer server = new ApiServer(Optional.of(kubeconfig), Map.of(), clock)) {
      ApiConnection first = server.connect();
      assertThat(server.connect()).isSameAs(first);
      now[0] = expiry;
      assertThat(server.connect()).isNotSameAs(first);
    }
    assertThat(Files.readAllLines(folder.resolve("give.runs"))).hasSize(2);
  }

  private static Clock clock(InstantSource source) {
    return source.withZone(ZoneOffset.UTC);
  }

  private ExecCredential run(String script) throws Exception {
    return plugin(script).run(LIMIT);
  }

  private ExecPlugin plugin(String script) throws Exception {
    script(script);
    String user =
        "{exec: {apiVersion: %s, command: ./give, args: [argument], env: [{name: GREETING, value: hello}]}}"
            .formatted(VERSION);
    return plugin(KubeconfigTest.text("https://a", user), folder);
  }

  private static ExecPlugin plugin(String kubeconfig, Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("kubeconfig"), kubeconfig);
    return ((ApiIdentity.Program) Kubeconfig.read(file).access().identity()).plugin();
  }

  private void script(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("give"), "#!/bin/sh\n" + text + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private static String credential(String status) {
    return "{\"kind\": \"ExecCredential\", \"apiVersion\": \""
        + VERSION
        + "\", \"status\": {"
        + status
        + "}}";
  }
}
