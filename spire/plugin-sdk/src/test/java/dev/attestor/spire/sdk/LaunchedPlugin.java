package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.proto.goplugin.ConnInfo;
import dev.attestor.spire.sdk.proto.goplugin.Empty;
import dev.attestor.spire.sdk.proto.goplugin.GRPCBrokerGrpc;
import dev.attestor.spire.sdk.proto.goplugin.GRPCControllerGrpc;
import dev.attestor.spire.sdk.proto.init.InitGrpc;
import dev.attestor.spire.sdk.proto.init.InitRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A plugin in a separate process, and the host's side of the protocol. */
final class LaunchedPlugin implements AutoCloseable {

  static final Duration END = Duration.ofSeconds(2);

  final Process process;
  final Endpoint endpoint;
  final String handshake;
  final ManagedChannel channel;
  private final BufferedReader stdout;
  private final Path stderr;

  private LaunchedPlugin(Process process, Path stderr) throws IOException {
    this.process = process;
    this.stderr = stderr;
    this.stdout =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.handshake = String.valueOf(stdout.readLine());
    String[] fields = handshake.split("\\|", -1);
    if (fields.length < 5) {
      throw new IOException("handshake \"" + handshake + "\", log: " + log());
    }
    this.endpoint = Endpoint.parse(fields[2], fields[3]);
    this.channel = PluginTransport.channel(PluginTransport.unix(), endpoint).build();
  }

  static LaunchedPlugin start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), main, arguments);
  }

  /** Starts it through another command, such as a shell. */
  static LaunchedPlugin start(List<String> launcher, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(command(main, arguments));
    Path stderr = Files.createTempFile("plugin", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(stderr.toFile());
    builder.environment().put("WorkloadAttestor", "WorkloadAttestor");
    builder.environment().put("PLUGIN_PROTOCOL_VERSIONS", "1");
    builder.environment().put("PLUGIN_MIN_PORT", "10000");
    builder.environment().put("PLUGIN_MAX_PORT", "25000");
    return new LaunchedPlugin(builder.start(), stderr);
  }

  static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  WorkloadAttestorGrpc.WorkloadAttestorBlockingStub attestor() {
    return WorkloadAttestorGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
  }

  List<String> attest(int pid) {
    return attestor()
        .attest(AttestRequest.newBuilder().setPid(pid).build())
        .getSelectorValuesList();
  }

  List<String> init() {
    return InitGrpc.newBlockingStub(channel)
        .init(InitRequest.getDefaultInstance())
        .getPluginServiceNamesList();
  }

  /** Opens the broker stream; the returned observer takes the address of the host's services. */
  StreamObserver<ConnInfo> openBroker() {
    return GRPCBrokerGrpc.newStub(channel)
        .startStream(
            new StreamObserver<>() {
              @Override
              public void onNext(ConnInfo value) {}

              @Override
              public void onError(Throwable t) {}

              @Override
              public void onCompleted() {}
            });
  }

  void shutdown() {
    Empty unused = GRPCControllerGrpc.newBlockingStub(channel).shutdown(Empty.getDefaultInstance());
  }

  /** Whether the process ends within the time that a host allows. */
  boolean ends() throws InterruptedException {
    return process.waitFor(END.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Waits for the process to end; returns stdout after the handshake. */
  String rest() {
    return stdout.lines().collect(Collectors.joining("\n"));
  }

  String log() throws IOException {
    return Files.readString(stderr);
  }

  private void endOrKill() {
    try {
      if (!ends()) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }

  @Override
  public void close() throws IOException {
    channel.shutdownNow();
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    endOrKill();
    Files.deleteIfExists(stderr);
  }
}
