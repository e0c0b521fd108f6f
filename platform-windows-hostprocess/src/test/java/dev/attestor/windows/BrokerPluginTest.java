package dev.attestor.windows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.testkit.FakeApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The packaged plugin, asked by go-plugin's host as a SPIRE agent asks it for a broker. */
@RequiresWindows
@EnabledIfSystemProperty(
    named = "attestor.home",
    matches = ".+",
    disabledReason = "needs the packaged program and a go-plugin host: see ci/wine/test")
class BrokerPluginTest {

  private static final String BROKER = "spiffe://example.org/broker";
  private static final String POD = "production/blog-5d4f9-xk2lp";

  @TempDir private Path folder;
  private Workload workload;
  private FakeApiServer api;

  @BeforeEach
  void start() throws IOException, GeneralSecurityException {
    workload = Workload.start();
    api = new FakeApiServer();
  }

  @AfterEach
  void stop() throws IOException {
    api.close();
    workload.close();
  }

  @Test
  void answersABrokerThatTheApiServerAllows() throws Exception {
    api.allowAll();
    Program asked = ask(0);

    assertThat(asked.out())
        .containsSubsequence(
            "\"pid\": " + workload.pid(), "\"container-name:blog\"", "\"ns:production\"")
        .containsSubsequence("\"pod\": \"" + POD + "\"", "\"ns:production\"", "\"sa:web\"")
        .containsOnlyOnce("\"container-name:blog\"");
    assertThat(asked.status()).isZero();
    assertThat(api.reviews())
        .hasSize(2)
        .allSatisfy(
            review ->
                assertThat(review)
                    .contains(BROKER, "impersonate-via-spire", "production", "blog-5d4f9-xk2lp"));
  }

  @Test
  void tellsNothingToABrokerThatTheApiServerDoesNotAllow() throws Exception {
    Program refused = ask(1);

    assertThat(refused.out().split("PermissionDenied", -1)).hasSize(3);
    assertThat(refused.out()).doesNotContain("container-name:", "ns:production");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(api.reviews()).hasSize(2);
  }

  @Test
  void checksTheConfigurationOfBrokers() throws Exception {
    Path config = config();
    Program accepted = Program.attestor("config", "check", config.toString());
    assertThat(accepted.out()).isEqualTo(config + ": ok\n");
    assertThat(accepted.err())
        .contains("\"create\" on \"subjectaccessreviews.authorization.k8s.io\"");
    assertThat(accepted.status()).isZero();
  }

  private Path config() throws IOException {
    return Files.writeString(
        folder.resolve("enforced.hcl"),
        Files.readString(workload.config())
            + """

            kube_config_file = "%s"
            experimental { broker {
              access_policy = "enforced"
              brokers = [{ id = "%s" }]
            } }
            """
                .formatted(api.kubeconfig(folder).toString().replace('\\', '/'), BROKER));
  }

  /** Asks about the process and about its pod. The plugin is started in one of the two ways. */
  private Program ask(int wayToStart) throws IOException, InterruptedException {
    String config = config().toString();
    List<String> command = new ArrayList<>();
    command.addAll(List.of(LaunchedPlugin.program("host"), "-config", config, "-broker", BROKER));
    command.addAll(List.of("-pids", workload.pid(), "-pods", POD, "--"));
    command.addAll(LaunchedPlugin.waysToStart("attestor-k8s").toList().get(wayToStart));
    return Program.run(folder, Map.of(), command);
  }
}
