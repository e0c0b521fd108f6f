package dev.attestor.core.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import dev.attestor.standin.PodsHandler;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.RecordedPods;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CredentialsTest {

  private static final Duration NEVER = Duration.ofHours(1);
  private static final Duration ALWAYS = Duration.ofNanos(1);

  @TempDir Path folder;

  private CertificateAuthority ca;
  private FakeKubelet kubelet;
  private Path token;
  private Path certificate;
  private Path key;

  @BeforeEach
  void start() throws Exception {
    ca = CertificateAuthority.create("ca");
    Issued identity = ca.issueServer("kubelet", List.of("node-1"), List.of());
    kubelet = FakeKubelet.secure(identity, ca, knowing("token-1"));
    Pems.write(folder.resolve("ca.pem"), Pems.certificates(ca.certificate()));
    token = folder.resolve("token");
    certificate = folder.resolve("client.pem");
    key = folder.resolve("client.key");
  }

  @AfterEach
  void stop() {
    kubelet.close();
  }

  @ParameterizedTest(name = "\"{0}\"")
  @ValueSource(
      strings = {
        "token-1",
        "token-1\n",
        " \t\r\ntoken-1\r\n\r\n",
        "\u2003token-1\u2003",
        "\ufefftoken-1\r\n"
      })
  void showsTheTokenWithoutBlanksAroundIt(String content) throws IOException {
    Pems.write(token, content);

    assertThat(withToken(NEVER).listPods().pods()).hasSize(15);
  }

  static Stream<Arguments> uselessTokens() {
    String words = "holds more than one word of plain ASCII";
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of(" \r\n", "is empty"),
        Arguments.of("two words", words),
        Arguments.of("two\nlines", words),
        Arguments.of("a\r\nX-Header: b", words),
        Arguments.of("ä", words),
        Arguments.of("a\0b", words));
  }

  @ParameterizedTest(name = "\"{0}\"")
  @MethodSource("uselessTokens")
  void refusesTokensThatCannotStandInAHeader(String content, String message) throws IOException {
    Pems.write(token, content);

    assertRefused(() -> withToken(NEVER), "the token file \"%s\" %s".formatted(token, message));
  }

  @Test
  void showsANewTokenAtOnceWhenTheOldOneIsRefused() throws IOException {
    Pems.write(token, "token-1");
    KubeletClient client = withToken(NEVER);
    assertThat(client.listPods().pods()).hasSize(15);

    kubelet.answerWith(knowing("token-2"));
    Pems.write(token, "token-2");

    assertThat(client.listPods().pods()).hasSize(15);
    assertThat(kubelet.requests()).isEqualTo(3);
  }

  @Test
  void asksOnceWhereTheTokenIsStillTheSame() throws IOException {
    Pems.write(token, "token-0");
    KubeletClient client = withToken(NEVER);

    assertThatExceptionOfType(KubeletException.class).isThrownBy(client::listPods);
    assertThat(kubelet.requests()).isEqualTo(1);
  }

  @Test
  void showsANewTokenAfterTheReloadInterval() throws IOException {
    Pems.write(token, "token-1");
    KubeletClient client = withToken(ALWAYS);
    kubelet.answerWith(knowing("token-2"));
    Pems.write(token, "token-2");

    assertThat(client.listPods().pods()).hasSize(15);
    assertThat(kubelet.requests()).isEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"token", "ca.pem"})
  void keepsTheOldStateWhenANewFileIsOfNoUse(String file) throws IOException {
    Pems.write(token, "token-1");
    KubeletClient client = withToken(ALWAYS);

    for (String content : new String[] {"", "of no use", "\0"}) {
      Pems.write(folder.resolve(file), content);
      assertThat(client.listPods().pods()).hasSize(15);
    }
    Files.delete(folder.resolve(file));
    assertThat(client.listPods().pods()).hasSize(15);
  }

  @Test
  void neverTellsTheToken() throws Exception {
    String secret = "s3cr3t";
    Pems.write(token, secret);
    PrintStream stderr = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    StringWriter told = new StringWriter();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      KubeletClient client = withToken(ALWAYS);
      Pems.write(token, secret + " and " + secret);
      for (int status : new int[] {200, 302, 401, 403, 500}) {
        kubelet.answerWith(FakeKubelet.answer(status, new byte[0]));
        failure(client::listPods).printStackTrace(new PrintWriter(told));
      }
      failure(() -> withToken(NEVER)).printStackTrace(new PrintWriter(told));
      Pems.write(token, secret);
      told.append(
          Credentials.of(
                  access(bearer()), FileContents.read(access(bearer())), new VerificationLog())
              .toString());
      told.append(BearerToken.parse(Files.readAllBytes(token), token).toString());
    } finally {
      System.setErr(stderr);
    }

    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("credentials for the kubelet cannot be reloaded")
        .doesNotContain(secret);
    assertThat(told.toString()).contains("Secret[redacted]").doesNotContain(secret);
  }

  @FunctionalInterface
  interface KeyForm {
    String write(KeyPair keys) throws IOException;
  }

  static Stream<Arguments> keys() throws Exception {
    KeyPair rsa = Pems.rsaKeys();
    KeyPair ec = CertificateAuthority.ecKeys();
    KeyForm pkcs1 = keys -> Pems.pkcs1(keys.getPrivate());
    KeyForm pkcs8 = keys -> Pems.pkcs8(keys.getPrivate());
    KeyForm sec1 = keys -> Pems.sec1(keys.getPrivate());
    return Stream.of(
        Arguments.of("RSA, PKCS#1", rsa, pkcs1),
        Arguments.of("RSA, PKCS#8", rsa, pkcs8),
        Arguments.of("EC, SEC1", ec, sec1),
        Arguments.of(
            "EC, SEC1 with parameters",
            ec,
            (KeyForm) keys -> Pems.ecParameters() + Pems.sec1(keys.getPrivate())),
        Arguments.of("EC, PKCS#8", ec, pkcs8),
        Arguments.of(
            "text and CRLF around", ec, (KeyForm) keys -> "# mine\r\n" + crlf(sec1.write(keys))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void showsAClientCertificate(String name, KeyPair keys, KeyForm form) throws Exception {
    kubelet.answerWith(knowingClient("CN=agent"));
    Issued client = ca.issueClient("agent", keys);
    Pems.write(certificate, Pems.certificates(client.certificate(), ca.certificate()));
    Pems.write(key, form.write(keys));

    assertThat(withCertificate(NEVER).listPods().pods()).hasSize(15);
  }

  @Test
  void showsAClientCertificateThatIsInOneFileWithItsKey() throws Exception {
    kubelet.answerWith(knowingClient("CN=agent"));
    KeyPair keys = CertificateAuthority.ecKeys();
    Issued client = ca.issueClient("agent", keys);
    key = certificate;
    Pems.write(
        certificate,
        "\ufeff"
            + Pems.ecParameters()
            + Pems.sec1(keys.getPrivate()).strip()
            + Pems.certificates(client.certificate()));

    assertThat(withCertificate(NEVER).listPods().pods()).hasSize(15);
  }

  @Test
  void showsANewClientCertificateOnceBothFilesFit() throws Exception {
    kubelet.answerWith(knowingClient("CN=first"));
    writeClient("first", CertificateAuthority.ecKeys());
    KubeletClient client = withCertificate(ALWAYS);
    assertThat(client.listPods().pods()).hasSize(15);

    KeyPair next = CertificateAuthority.ecKeys();
    Pems.write(key, Pems.pkcs8(next.getPrivate()));
    assertThat(client.listPods().pods()).hasSize(15);

    writeClient("second", next);
    kubelet.answerWith(knowingClient("CN=second"));
    assertThat(client.listPods().pods()).hasSize(15);
  }

  static Stream<Arguments> uselessKeys() throws Exception {
    String encrypted =
        "the file \"%s\" has an encrypted key in line 1, expected one without a password";
    String none =
        "the file \"%s\" has no PEM block \"PRIVATE KEY\" or \"RSA PRIVATE KEY\" or \"EC PRIVATE"
            + " KEY\"";
    String noBase64 = "in line 1 that is not base64";
    String misfit = "the key in \"%s\" does not fit the certificate in";
    String pkcs8Encrypted =
        """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiG/zn1hFE+SwICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEPpX8jiieD0dvklu8tOBDU4EgZDn
        IgUVA6OQFLFpwH41vssRAb/S8dl7ipawkkgn4ZzFJgu5luSf7l0HNXmL06XFey6y
        1bmhDqBW5vpBIpTa8BJmaG2NKWiDmnHziToS863vkQGC0mcl8BQEHrJBncV5uKWX
        nXR3Mfm8CI5qyBIfdzBQwSyMLkLSv7BxW3q+zgtOtQtCQ22dDTH/+G4Lkn6ktWs=
        -----END ENCRYPTED PRIVATE KEY-----
        """;
    String sec1Encrypted =
        """
        -----BEGIN EC PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-128-CBC,DDEFDC945493923BBF42301CA3D7B883

        U0bU4CrxiOyH748YGIHBXRg/Ev4hgNOOVc68Pyfu60wAvG/g+vRN5wEE2mgY8got
        EfMpjZbKQE24B0Bt+gjdUbNBGToCaHsp1tA4NiPXGd5HyVvKtfaK4ykbuXfEVwbf
        27x2MVUYL55s3PumfiQZj9dbZUP3rtANMD/XWzsGvZM=
        -----END EC PRIVATE KEY-----
        """;
    return Stream.of(
        Arguments.of("none", "", none),
        Arguments.of("a certificate", Pems.block("CERTIFICATE", new byte[] {0x30, 0}), none),
        Arguments.of("another EC key", Pems.pkcs8(ecKey()), misfit),
        Arguments.of("an RSA key", Pems.pkcs8(Pems.rsaKeys().getPrivate()), misfit),
        Arguments.of("encrypted PKCS#8", pkcs8Encrypted, encrypted),
        Arguments.of("encrypted SEC1", sec1Encrypted, encrypted),
        Arguments.of("no base64", block("EC PRIVATE KEY", "?!*\u00e4"), noBase64),
        Arguments.of("cut base64", block("PRIVATE KEY", "MIG=A"), noBase64),
        Arguments.of("no ASN.1", block("PRIVATE KEY", "AAAA"), "the key in \"%s\" is broken"),
        Arguments.of("empty block", block("PRIVATE KEY", ""), "the key in \"%s\" is broken"),
        Arguments.of(
            "no end",
            "-----BEGIN PRIVATE KEY-----\nAAAA\n",
            "the file \"%s\" has a block \"PRIVATE KEY\" in line 1 without an END line"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("uselessKeys")
  void refusesKeysOfNoUse(String name, String content, String message) throws Exception {
    writeClient("agent", CertificateAuthority.ecKeys());
    Pems.write(key, content);

    assertThat(failure(() -> withCertificate(NEVER)))
        .isInstanceOf(KubeletException.class)
        .hasMessageContaining(message.formatted(key))
        .extracting("kind")
        .isEqualTo(Kind.CREDENTIALS);
  }

  @Test
  void namesTheSettingOfAMissingFile() throws Exception {
    assertRefused(
        () -> withToken(NEVER), "the file \"%s\" does not exist; see token_path".formatted(token));
    assertRefused(
        () -> withCertificate(NEVER),
        "the file \"%s\" does not exist; see certificate_path; the file \"%s\" does not exist; see private_key_path"
            .formatted(certificate, key));
    writeClient("agent", CertificateAuthority.ecKeys());
    Files.delete(key);
    assertRefused(
        () -> withCertificate(NEVER),
        "the file \"%s\" does not exist; see private_key_path".formatted(key));
    Files.createDirectory(token);
    assertRefused(
        () -> withToken(NEVER),
        "the file \"%s\" is a folder, expected a file; see token_path".formatted(token));
    Files.write(key, new byte[(4 << 20) + 1]);
    assertRefused(
        () -> withCertificate(NEVER),
        "the file \"%s\" is larger than 4 MiB; see private_key_path".formatted(key));
  }

  private static void assertRefused(Runnable loading, String message) {
    assertThat(failure(loading))
        .isInstanceOf(KubeletException.class)
        .hasMessage("%s", message)
        .extracting("kind")
        .isEqualTo(Kind.CREDENTIALS);
  }

  private static Throwable failure(Runnable action) {
    return org.assertj.core.api.Assertions.catchThrowable(action::run);
  }

  private void writeClient(String name, KeyPair keys) throws Exception {
    Issued client = ca.issueClient(name, keys);
    Pems.write(certificate, Pems.certificates(client.certificate()));
    Pems.write(key, Pems.pkcs8(keys.getPrivate()));
  }

  private static java.security.PrivateKey ecKey() throws Exception {
    return CertificateAuthority.ecKeys().getPrivate();
  }

  private static String block(String type, String content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, content, type);
  }

  private static String crlf(String text) {
    return text.replace("\n", "\r\n");
  }

  private static HttpHandler knowing(String token) {
    return new PodsHandler(token, RecordedPods.pods());
  }

  private static HttpHandler knowingClient(String subject) {
    return exchange -> {
      String shown = ((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName();
      byte[] pods = RecordedPods.pods();
      FakeKubelet.answer(shown.equals(subject) ? 200 : 401, pods).handle(exchange);
    };
  }

  private Authentication bearer() {
    return new Authentication.BearerToken(token);
  }

  private KubeletClient withToken(Duration reload) {
    return new KubeletClient(access(bearer()), reload);
  }

  private KubeletClient withCertificate(Duration reload) {
    return new KubeletClient(
        access(new Authentication.ClientCertificate(certificate, key)), reload);
  }

  private SecurePort access(Authentication authentication) {
    ServerCheck check = new ServerCheck.ChainAndName(folder.resolve("ca.pem"), "node-1");
    return new SecurePort("127.0.0.1", kubelet.port(), check, authentication);
  }
}
