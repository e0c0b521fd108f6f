package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.attestor.spire.example.OwnerPlugin;
import dev.attestor.spire.sdk.proto.config.ConfigGrpc;
import dev.attestor.spire.sdk.proto.config.ConfigureRequest;
import dev.attestor.spire.sdk.proto.config.ConfigureResponse;
import dev.attestor.spire.sdk.proto.config.ValidateRequest;
import dev.attestor.spire.sdk.proto.config.ValidateResponse;
import dev.attestor.spire.sdk.proto.health.HealthCheckRequest;
import dev.attestor.spire.sdk.proto.health.HealthCheckResponse.ServingStatus;
import dev.attestor.spire.sdk.proto.health.HealthGrpc;
import dev.attestor.spire.sdk.proto.init.DeinitRequest;
import dev.attestor.spire.sdk.proto.init.DeinitResponse;
import dev.attestor.spire.sdk.proto.init.InitGrpc;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Plugins as separate processes, driven like by a host. */
@EnabledOnOs(OS.LINUX)
class PluginLifeTest {

  private static Path socket(LaunchedPlugin plugin) {
    return ((Endpoint.Unix) plugin.endpoint).path();
  }

  private static void configure(LaunchedPlugin plugin, String hcl) {
    ConfigureResponse unused =
        ConfigGrpc.newBlockingStub(plugin.channel)
            .configure(ConfigureRequest.newBuilder().setHclConfiguration(hcl).build());
  }

  private static ValidateResponse validate(LaunchedPlugin plugin, String hcl) {
    return ConfigGrpc.newBlockingStub(plugin.channel)
        .validate(ValidateRequest.newBuilder().setHclConfiguration(hcl).build());
  }

  private static void signal(LaunchedPlugin plugin, String name) throws Exception {
    int status =
        new ProcessBuilder("kill", "-" + name, Long.toString(plugin.process.pid()))
            .start()
            .waitFor();
    assertThat(status).isZero();
  }

  @Test
  void livesTheLifeThatAHostExpects() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(OwnerPlugin.class)) {
      assertThat(plugin.handshake).matches("1\\|1\\|unix\\|/[^|]+\\|grpc\\|");
      assertThat(health(plugin)).isEqualTo(ServingStatus.SERVING);
      assertThat(plugin.init())
          .containsExactly(
              "spire.plugin.agent.workloadattestor.v1.WorkloadAttestor",
              "spire.service.common.config.v1.Config");
      int self = (int) ProcessHandle.current().pid();
      assertThatThrownBy(() -> plugin.attest(self))
          .isInstanceOf(StatusRuntimeException.class)
          .hasMessage("FAILED_PRECONDITION: not configured");

      assertThat(validate(plugin, "key = 5"))
          .isEqualTo(
              ValidateResponse.newBuilder()
                  .addNotes("expected nothing, or: key = \"<word>\"")
                  .build());
      assertThatThrownBy(() -> configure(plugin, "key = 5"))
          .hasMessage("INVALID_ARGUMENT: expected nothing, or: key = \"<word>\"");
      configure(plugin, "key = \"owner\"");
      assertThat(validate(plugin, ""))
          .isEqualTo(ValidateResponse.newBuilder().setValid(true).build());
      assertThat(plugin.attest(self))
          .containsExactly("owner:" + ProcessHandle.current().info().user().orElseThrow());

      DeinitResponse unused =
          InitGrpc.newBlockingStub(plugin.channel).deinit(DeinitRequest.getDefaultInstance());
      plugin.shutdown();
      assertThat(plugin.ends()).isTrue();
      assertThat(plugin.process.exitValue()).isZero();
      assertThat(socket(plugin)).doesNotExist();
      assertThat(plugin.rest()).isEmpty();
    }
  }

  private static ServingStatus health(LaunchedPlugin plugin) {
    return HealthGrpc.newBlockingStub(plugin.channel)
        .check(HealthCheckRequest.newBuilder().setService("plugin").build())
        .getStatus();
  }

  @Test
  void outlivesWhateverItsServicesThrow() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class)) {
      assertThatThrownBy(() -> plugin.attest(HostilePlugin.THROW))
          .hasMessage("INTERNAL: unexpected error: IllegalStateException");
      assertThatThrownBy(() -> plugin.attest(HostilePlugin.OVERFLOW))
          .hasMessage("INTERNAL: unexpected error: StackOverflowError");
      assertThat(plugin.attest(HostilePlugin.KILL_THREAD)).containsExactly("killed");
      assertThat(plugin.attest(0)).containsExactly("fine");
      assertThat(plugin.log()).contains("\"@message\":\"A call failed unexpectedly\"");
    }
  }

  @Test
  void refusesRequestsThatAreTooLarge() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(OwnerPlugin.class)) {
      assertThatThrownBy(() -> configure(plugin, "x".repeat(5_000_000)))
          .hasMessageStartingWith("RESOURCE_EXHAUSTED");
      configure(plugin, "");
    }
  }

  @Test
  void keepsStdoutForTheProtocolAndLogsWhatTheHostReads() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class)) {
      assertThat(plugin.attest(HostilePlugin.PRINT)).containsExactly("printed");
      plugin.shutdown();
      assertThat(plugin.ends()).isTrue();
      assertThat(plugin.rest()).isEmpty();
      assertThat(plugin.log()).contains("stray output");
      String line =
          plugin.log().lines().filter(l -> l.contains("A message")).findFirst().orElseThrow();
      assertThat(JsonParser.parseString(line).getAsJsonObject().get("@level").getAsString())
          .isEqualTo("info");
    }
  }

  @Test
  void shutsDownInTimeWithCallsThatHang() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class)) {
      for (int i = 0; i < 20; i++) {
        var unused =
            WorkloadAttestorGrpc.newFutureStub(plugin.channel)
                .attest(AttestRequest.newBuilder().setPid(HostilePlugin.BLOCK).build());
      }
      assertThat(plugin.attest(0)).containsExactly("fine");
      plugin.shutdown();
      assertThat(plugin.ends()).isTrue();
      assertThat(socket(plugin)).doesNotExist();
    }
  }

  @Test
  void ignoresSigintAndEndsCleanlyOnSigterm() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class)) {
      signal(plugin, "INT");
      assertThat(plugin.attest(0)).containsExactly("fine");
      signal(plugin, "TERM");
      assertThat(plugin.ends()).isTrue();
      assertThat(socket(plugin)).doesNotExist();
    }
  }

  @Test
  void endsWithItsHost() throws Exception {
    try (LaunchedPlugin plugin =
        LaunchedPlugin.start(List.of("sh", "-c", "\"$@\" & wait", "sh"), HostilePlugin.class)) {
      assertThat(plugin.attest(0)).containsExactly("fine");
      long orphan = plugin.process.children().findFirst().orElseThrow().pid();
      Instant killed = Instant.now();
      plugin.process.destroyForcibly().waitFor();
      while (isRunning(orphan)) {
        assertThat(Duration.between(killed, Instant.now())).isLessThan(LaunchedPlugin.END);
        Thread.sleep(20);
      }
      assertThat(socket(plugin)).doesNotExist();
    }
  }

  /** An ended process is listed as a zombie until its new parent reaps it. */
  private static boolean isRunning(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void saysWhatItIsWithoutAHost() throws Exception {
    Process process =
        new ProcessBuilder(LaunchedPlugin.command(OwnerPlugin.class))
            .redirectInput(devNull())
            .start();
    String stdout = text(process.getInputStream().readAllBytes());
    String stderr = text(process.getErrorStream().readAllBytes());
    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(stdout).isEmpty();
    assertThat(stderr).contains("this is a SPIRE plugin (WorkloadAttestor)").contains("plugin_cmd");
  }

  private static ProcessBuilder.Redirect devNull() throws IOException {
    return ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile());
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
