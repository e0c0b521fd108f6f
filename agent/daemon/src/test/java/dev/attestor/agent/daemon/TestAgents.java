package dev.attestor.agent.daemon;

import dev.attestor.agent.client.AttestorClient;
import dev.attestor.testkit.FakeKubelet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Agents on a real socket in a folder of the test's, with a platform and a kubelet of its own. */
final class TestAgents implements BeforeEachCallback, AfterEachCallback {

  final SomePlatform platform = new SomePlatform();

  private @Nullable FakeKubelet kubelet;
  private @Nullable AgentConfigs configs;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    Path folder = Files.createTempDirectory("attestor-agent");
    kubelet = FakeKubelet.plain(FakeKubelet.answer(200, SomePlatform.podList("v1")));
    configs = new AgentConfigs(folder.resolve("agent.sock"), kubelet.port());
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    kubelet().close();
    Files.deleteIfExists(configs().socket());
    Files.delete(Objects.requireNonNull(configs().socket().getParent()));
  }

  FakeKubelet kubelet() {
    return begun(kubelet);
  }

  AgentConfigs configs() {
    return begun(configs);
  }

  private static <T> T begun(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the test has not begun");
    }
    return value;
  }

  Agent start(String section) throws Exception {
    return Agent.start(configs().read(section), platform, "test");
  }

  AttestorClient client() {
    return AttestorClient.connect(configs().socket());
  }

  /** The account that the tests run under. */
  static Object uid() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }
}
