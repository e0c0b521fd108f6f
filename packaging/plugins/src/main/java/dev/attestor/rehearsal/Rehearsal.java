package dev.attestor.rehearsal;

import dev.attestor.local.LocalTransport;
import dev.attestor.spire.sdk.proto.config.ConfigGrpc;
import dev.attestor.spire.sdk.proto.config.ConfigureRequest;
import dev.attestor.spire.sdk.proto.init.InitGrpc;
import dev.attestor.spire.sdk.proto.init.InitRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import dev.attestor.standin.StandInNode;
import io.grpc.ManagedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Acts as a plugin's host for one short run: handshake, configuration, attestations against
 * stand-ins of the kubelet and of the container runtime, shutdown. The build uses it to create the
 * class cache. Needs no privileges.
 */
final class Rehearsal {

  /**
   * As many as make the JVM compile what they call, so that the cache names it. More need more
   * memory for a while after each start, and made the plugin no faster.
   */
  private static final int ATTESTATIONS = 1_500;

  /** A call, or writing the cache, may take this long on a slow machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private Rehearsal() {}

  /**
   * Takes the command line that runs {@code dev.attestor.cli.RehearsalPlugin}, without that class's
   * arguments.
   */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("rehearsal");
    Path socket = folder.resolve("cri.sock");
    // In reverse order.
    folder.toFile().deleteOnExit();
    socket.toFile().deleteOnExit();
    try (StandInNode node = StandInNode.start();
        LocalTransport transport = LocalTransport.jdkSockets("runtime")) {
      transport
          .server(socket)
          .directExecutor()
          .addService(new AnyContainer(node.podUid(), node.containerName()))
          .build()
          .start();
      // Lists are requested often, so that they count, too; and are waited for as long as usual.
      String config =
          Files.readString(node.writeConfig("/"))
              + "poll_retry_interval = \"20ms\"\nmax_poll_attempts = 1500\n"
              + "container_runtime_endpoint = \"unix://%s\"\n".formatted(socket);
      rehearse(args, node, config);
    }
  }

  private static void rehearse(String[] args, StandInNode node, String config) throws Exception {
    List<String> command = new ArrayList<>(Arrays.asList(args));
    command.add(node.podUid());
    command.add(node.containerId());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("WorkloadAttestor", "WorkloadAttestor");
    builder.environment().put("PLUGIN_PROTOCOL_VERSIONS", "1");
    Process plugin = builder.start();
    try {
      rehearse(plugin, config);
      // Does not call Shutdown, which would leave the plugin no time to write a cache.
      plugin.destroy();
      if (!plugin.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("the plugin did not end");
      }
    } finally {
      plugin.destroyForcibly();
    }
  }

  private static void rehearse(Process plugin, String config) throws IOException {
    String handshake = handshake(plugin);
    try (LocalTransport transport = LocalTransport.jdkSockets("rehearsal")) {
      ManagedChannel channel = transport.channel(Path.of(handshake.split("\\|", -1)[3])).build();
      call(channel, config, Math.toIntExact(plugin.pid()));
      channel.shutdownNow();
    }
  }

  /** The line that the plugin begins with. */
  private static String handshake(Process plugin) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = plugin.getInputStream().read();
        next != '\n';
        next = plugin.getInputStream().read()) {
      if (next < 0) {
        throw new IllegalStateException("the plugin ended without a handshake");
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static void call(ManagedChannel channel, String config, int pid) {
    InitGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE)
        .init(InitRequest.getDefaultInstance());
    ConfigGrpc.newBlockingStub(channel)
        .withDeadlineAfter(PATIENCE)
        .configure(ConfigureRequest.newBuilder().setHclConfiguration(config).build());
    WorkloadAttestorGrpc.WorkloadAttestorBlockingStub attestor =
        WorkloadAttestorGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE);
    for (int i = 0; i < ATTESTATIONS; i++) {
      if (attestor
          .attest(AttestRequest.newBuilder().setPid(pid).build())
          .getSelectorValuesList()
          .isEmpty()) {
        throw new IllegalStateException("the plugin did not attest");
      }
    }
  }
}
