package dev.attestor.bench;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.ConfigValidation;
import dev.attestor.spire.sdk.Configurable;
import dev.attestor.spire.sdk.PluginConfiguration;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestResponse;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * A plugin that reads one cgroup file and returns a constant, to measure the cost of the transport
 * alone. The constant is one selector, or as many as the first argument says, of typical length.
 */
public final class EmptyPlugin extends WorkloadAttestorGrpc.WorkloadAttestorImplBase
    implements Configurable {

  private final AttestResponse constant;

  private EmptyPlugin(int selectors) {
    AttestResponse.Builder response = AttestResponse.newBuilder();
    for (int i = 0; i < selectors; i++) {
      response.addSelectorValuesBytes(
          ByteString.copyFromUtf8("pod-image:registry.example/a/blog:1." + i));
    }
    constant = response.build();
  }

  /** Serves until the host shuts it down. */
  public static void main(String[] args) {
    PluginServer server = PluginServer.of(PluginType.WORKLOAD_ATTESTOR);
    EmptyPlugin plugin = new EmptyPlugin(args.length == 0 ? 1 : Integer.parseInt(args[0]));
    server.configuredBy(plugin).add(plugin).callsOn(Runnable::run).serve();
  }

  @Override
  public void attest(AttestRequest request, StreamObserver<AttestResponse> response) {
    try (InputStream in = new FileInputStream("/proc/" + request.getPid() + "/cgroup")) {
      if (in.read(new byte[4096]) > 0) {
        response.onNext(constant);
      }
      response.onCompleted();
    } catch (IOException e) {
      response.onError(Status.NOT_FOUND.withDescription(e.getMessage()).asRuntimeException());
    }
  }

  @Override
  public void configure(PluginConfiguration configuration) throws BadConfigurationException {}

  @Override
  public ConfigValidation validate(PluginConfiguration configuration) {
    return new ConfigValidation(true, List.of());
  }
}
