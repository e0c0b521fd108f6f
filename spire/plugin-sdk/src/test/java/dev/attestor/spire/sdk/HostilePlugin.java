package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.proto.agentstore.AgentStoreGrpc;
import dev.attestor.spire.sdk.proto.agentstore.GetAgentInfoRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestRequest;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestResponse;
import dev.attestor.spire.sdk.proto.workloadattestor.WorkloadAttestorGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * Does to its host what the process ID of a call encodes. {@code --tcp}: over TCP; {@code
 * --direct}: without a pool.
 */
final class HostilePlugin extends WorkloadAttestorGrpc.WorkloadAttestorImplBase {

  static final int THROW = -1;
  static final int OVERFLOW = -2;
  static final int PRINT = -3;
  static final int BLOCK = -4;
  static final int KILL_THREAD = -5;
  static final int ASK_HOST = -6;

  private final HostServices host;

  private HostilePlugin(HostServices host) {
    this.host = host;
  }

  public static void main(String[] args) {
    PluginServer server = PluginServer.of(PluginType.WORKLOAD_ATTESTOR);
    if (List.of(args).contains("--tcp")) {
      server.over(PluginNetwork.TCP);
    }
    if (List.of(args).contains("--direct")) {
      server.callsOn(Runnable::run);
    }
    server
        .configuredBy(new AnyConfiguration())
        .add(new HostilePlugin(server.hostServices()))
        .serve();
  }

  @Override
  public void attest(AttestRequest request, StreamObserver<AttestResponse> answer) {
    String selector =
        switch (request.getPid()) {
          case THROW -> throw new IllegalStateException("secret");
          case OVERFLOW -> deeper(0);
          case PRINT -> print();
          case BLOCK -> block();
          case KILL_THREAD -> killThread();
          case ASK_HOST -> askHost();
          default -> "fine";
        };
    answer.onNext(AttestResponse.newBuilder().addSelectorValues(selector).build());
    answer.onCompleted();
  }

  @SuppressWarnings("InfiniteRecursion")
  private static String deeper(int depth) {
    return deeper(depth + 1) + depth;
  }

  private static String print() {
    System.out.println("stray output");
    LoggerFactory.getLogger("hostile").info("A message");
    return "printed";
  }

  private static String block() {
    CountDownLatch never = new CountDownLatch(1);
    while (never.getCount() > 0) {
      try {
        never.await();
      } catch (InterruptedException e) {
        // Stubborn.
      }
    }
    return "";
  }

  private static String killThread() {
    Thread thread =
        new Thread(
            () -> {
              throw new IllegalStateException("in a thread");
            });
    thread.start();
    return "killed";
  }

  private String askHost() {
    return AgentStoreGrpc.newBlockingStub(host.channel())
        .getAgentInfo(GetAgentInfoRequest.newBuilder().setAgentId("spiffe://a/b").build())
        .getInfo()
        .getAgentId();
  }

  /** Accepts every configuration. */
  private static final class AnyConfiguration implements Configurable {
    @Override
    public void configure(PluginConfiguration configuration) {}

    @Override
    public ConfigValidation validate(PluginConfiguration configuration) {
      return new ConfigValidation(true, List.of());
    }
  }
}
