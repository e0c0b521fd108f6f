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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Acts as a plugin's host for one short run: handshake, configuration, attestations against a
 * kubelet stand-in, shutdown. The build uses it to create the class cache. Needs no privileges.
 */
final class Rehearsal {

  private static final int ATTESTATIONS = 300;

  private Rehearsal() {}

  /**
   * Takes the command line that runs {@code dev.attestor.cli.RehearsalPlugin}, without that class's
   * arguments.
   */
  public static void main(String[] args) throws Exception {
    try (StandInNode node = StandInNode.start()) {
      List<String> command = new ArrayList<>(Arrays.asList(args));
      command.add(node.podUid());
      command.add(node.containerId());
      command.add(node.containerName());
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
      builder.environment().put("WorkloadAttestor", "WorkloadAttestor");
      builder.environment().put("PLUGIN_PROTOCOL_VERSIONS", "1");
      Process plugin = builder.start();
      rehearse(plugin, Files.readString(node.writeConfig("/")));
      // Does not call Shutdown, which would leave the plugin no time to write a cache.
      plugin.destroy();
      if (!plugin.waitFor(1, TimeUnit.MINUTES)) {
        plugin.destroyForcibly();
        throw new IllegalStateException("the plugin did not end");
      }
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
    InitGrpc.newBlockingStub(channel).init(InitRequest.getDefaultInstance());
    ConfigGrpc.newBlockingStub(channel)
        .configure(ConfigureRequest.newBuilder().setHclConfiguration(config).build());
    WorkloadAttestorGrpc.WorkloadAttestorBlockingStub attestor =
        WorkloadAttestorGrpc.newBlockingStub(channel);
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
