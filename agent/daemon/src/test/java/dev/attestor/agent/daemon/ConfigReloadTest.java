package dev.attestor.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.client.AttestorClient;
import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookupException;
import dev.attestor.agent.daemon.host.ConfigWatch;
import dev.attestor.agent.daemon.host.StartupListener;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.testkit.FakeKubelet;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ConfigReloadTest {

  @TempDir private Path folder;
  private final PrintStream stderr = System.err;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final SomePlatform platform = new SomePlatform();
  private final Starter starter = new Starter();
  private FakeKubelet kubelet;
  private AgentConfigs configs;

  @BeforeEach
  void start() throws Exception {
    kubelet = FakeKubelet.plain(FakeKubelet.answer(200, SomePlatform.podList("v1")));
    configs = new AgentConfigs(folder.resolve("agent.sock"), kubelet.port());
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(stderr);
    kubelet.close();
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new ImageVerificationException(
            ImageVerificationException.Kind.UNAVAILABLE, "the file \"root.json\" does not exist"),
        new IllegalStateException("a defect"),
        new NoClassDefFoundError("dev/attestor/Missing"),
        new StackOverflowError());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whateverFailsIsOneLineAndChangesNothing(Throwable failure) throws Exception {
    try (Agent agent = Agent.start(configs.read("http_port = 0"), platform, "test");
        AttestorClient client = AttestorClient.connect(configs.socket())) {
      log.reset();
      platform.failWith(failure);
      reload(agent, "whois { pods = [\"prod/web\"] }").getAsBoolean();

      assertThat(lines()).hasSize(1);
      assertThat(lines().get(0))
          .contains("the configuration was not reloaded, the previous one stays active");
      assertThat(starter.ready).hasValue(1);
      assertThat(metrics(agent)).contains("attestor_config_reloads_total{result=\"failed\"} 1.0");
      assertThat(client.whoAmI().hasWorkload()).isTrue();

      platform.failWith(null);
      reload(agent, "whois { pods = [\"prod/web\"] }").getAsBoolean();
      assertThat(client.whoIs(77).hasWorkload()).isTrue();
    }
  }

  @Test
  void everyProblemOfAFileIsOnTheOneLine() throws Exception {
    try (Agent agent = Agent.start(configs.read(""), platform, "test")) {
      log.reset();
      reload(agent, "a = 1\nb = 2").getAsBoolean();

      assertThat(lines()).hasSize(1);
      assertThat(lines().get(0)).contains("unknown key \"agent.a\"", "; ", "\"agent.b\"");
    }
  }

  @Test
  void theWatchGoesOnAfterAMissingClass() throws Exception {
    Path file = Files.writeString(folder.resolve("agent.hcl"), "");
    try (Agent agent = Agent.start(configs.read(""), platform, "test")) {
      platform.failWith(new NoClassDefFoundError("dev/attestor/Missing"));
      try (ConfigWatch watch = new ConfigWatch(file, reload(agent, ""))) {
        watch.ask();
        awaitReady(1);
        watch.ask();
        awaitReady(2);
      }
    }
  }

  @Test
  void triesAgainWhileTheSystemDoesNotTellAccounts() throws Exception {
    Path file = Files.writeString(folder.resolve("agent.hcl"), "");
    AtomicInteger asked = new AtomicInteger();
    try (Agent agent = Agent.start(configs.read(""), platform, "test")) {
      log.reset();
      ConfigReload reload =
          new ConfigReload(
              agent,
              () ->
                  new Parsed<>(
                      configs.read("whois { users = \"envoy\" }", (kind, name) -> slow(asked)),
                      List.of()),
              starter);
      try (ConfigWatch watch = new ConfigWatch(file, reload)) {
        watch.ask();
        awaitReady(3);
      }
      assertThat(lines()).hasSize(2);
      assertThat(lines().get(0)).contains("was not reloaded", "the system did not tell");
      assertThat(lines().get(1)).contains("the configuration was reloaded");
    }
  }

  private static Optional<AccountId> slow(AtomicInteger asked) throws AccountLookupException {
    if (asked.incrementAndGet() < 3) {
      throw new AccountLookupException("the system did not tell within 2000 ms");
    }
    return Optional.of(new AccountId.User(101));
  }

  @Test
  void aPortThatIsSomebodyElsesStopsNoIdentities() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Agent agent =
            Agent.start(
                configs.read("http_port = %s".formatted(other.getLocalPort())), platform, "test");
        AttestorClient client = AttestorClient.connect(configs.socket())) {
      assertThat(client.whoAmI().hasWorkload()).isTrue();
      assertThat(agent.httpAddress()).isEmpty();
      assertThat(lines().stream().filter(line -> line.contains("metrics are not served")))
          .hasSize(1);
    }
  }

  private ConfigReload reload(Agent agent, String section) {
    return new ConfigReload(agent, () -> new Parsed<>(configs.read(section), List.of()), starter);
  }

  private void awaitReady(int count) throws InterruptedException {
    while (starter.ready.get() < count) {
      Thread.sleep(20);
    }
  }

  private List<String> lines() {
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static String metrics(Agent agent) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:%s/metrics".formatted(agent.httpAddress().orElseThrow().getPort()));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  private static final class Starter implements StartupListener {
    private final AtomicInteger ready = new AtomicInteger();

    @Override
    public void ready() {
      ready.incrementAndGet();
    }

    @Override
    public void reloading() {}

    @Override
    public void stopping() {}
  }
}
