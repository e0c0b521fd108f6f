package dev.attestor.windows;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both packaged {@code k8s_sat} plugins, with go-plugin as their host. */
@RequiresWindows
@EnabledIfSystemProperty(
    named = "attestor.home",
    matches = ".+",
    disabledReason = "needs the packaged program and a go-plugin host: see ci/wine/test")
class SatPluginTest {

  @TempDir private Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource({"launchers, 0", "argument files, 1"})
  void haveAnAgentAttested(String name, int wayToStart)
      throws IOException, GeneralSecurityException, InterruptedException {
    KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    Path answer = folder.resolve("answer.json");
    Process host =
        new ProcessBuilder(
                LaunchedPlugin.program("node"),
                "-agent",
                plugin("attestor-k8s-sat-agent", wayToStart),
                "-agent-config",
                agentConfig(keys),
                "-server",
                plugin("attestor-k8s-sat-server", wayToStart),
                "-server-config",
                serverConfig(keys))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(answer.toFile())
            .start();

    assertThat(host.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(answer))
        .contains("spiffe://example.org/spire/agent/k8s_sat/windows/")
        .contains("agent_ns:production", "agent_sa:spire-agent");
    assertThat(host.exitValue()).isZero();
  }

  /** The host expects a command line as words separated by spaces. */
  private static String plugin(String name, int wayToStart) {
    return String.join(" ", LaunchedPlugin.waysToStart(name).toList().get(wayToStart));
  }

  private String agentConfig(KeyPair keys) throws IOException, GeneralSecurityException {
    Path token = Files.writeString(folder.resolve("token"), token(keys));
    return write("agent.hcl", "cluster = \"windows\"\ntoken_path = \"%s\"\n".formatted(hcl(token)));
  }

  private String serverConfig(KeyPair keys) throws IOException {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(keys.getPublic().getEncoded()));
    Path file = Files.writeString(folder.resolve("keys.pem"), pem);
    return write(
        "server.hcl",
        """
        clusters = {
          "windows" = {
            service_account_allow_list = ["production:spire-agent"]
            service_account_key_file = "%s"
          }
        }
        """
            .formatted(hcl(file)));
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private static String hcl(Path path) {
    return path.toString().replace('\\', '/');
  }

  /** A legacy token, which never expires and names the account in its own claims. */
  private static String token(KeyPair keys) throws GeneralSecurityException {
    String header = "{\"alg\":\"RS256\"}";
    String claims =
        """
        {"iss":"kubernetes/serviceaccount",
         "kubernetes.io/serviceaccount/namespace":"production",
         "kubernetes.io/serviceaccount/service-account.name":"spire-agent",
         "sub":"system:serviceaccount:production:spire-agent"}""";
    String signed = base64(header.getBytes(UTF_8)) + "." + base64(claims.getBytes(UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(signed.getBytes(UTF_8));
    return signed + "." + base64(signature.sign());
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
