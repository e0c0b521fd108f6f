package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attestor.spire.sdk.proto.agentstore.AgentInfo;
import dev.attestor.spire.sdk.proto.agentstore.AgentStoreGrpc;
import dev.attestor.spire.sdk.proto.agentstore.GetAgentInfoRequest;
import dev.attestor.spire.sdk.proto.agentstore.GetAgentInfoResponse;
import dev.attestor.spire.sdk.proto.goplugin.ConnInfo;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class HostServicesTest {

  /** Knows every agent. */
  private static final class Store extends AgentStoreGrpc.AgentStoreImplBase {
    @Override
    public void getAgentInfo(
        GetAgentInfoRequest request, StreamObserver<GetAgentInfoResponse> answer) {
      answer.onNext(
          GetAgentInfoResponse.newBuilder()
              .setInfo(AgentInfo.newBuilder().setAgentId(request.getAgentId()))
              .build());
      answer.onCompleted();
    }
  }

  @Test
  void reachThePluginThroughTheBroker(@TempDir Path dir) throws Exception {
    Path socket = dir.resolve("host");
    Server host = PluginTransport.unix().server(socket).addService(new Store()).build().start();
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class)) {
      plugin
          .openBroker()
          .onNext(
              ConnInfo.newBuilder()
                  .setServiceId(1)
                  .setNetwork("unix")
                  .setAddress(socket.toString())
                  .build());
      assertThat(plugin.attest(HostilePlugin.ASK_HOST)).containsExactly("spiffe://a/b");
      assertThat(plugin.attest(HostilePlugin.ASK_HOST)).containsExactly("spiffe://a/b");
    } finally {
      host.shutdownNow();
    }
  }

  @Test
  void areMissedAfterFiveSeconds() throws Exception {
    try (LaunchedPlugin plugin = LaunchedPlugin.start(HostilePlugin.class)) {
      assertThatThrownBy(() -> plugin.attest(HostilePlugin.ASK_HOST))
          .hasMessage(
              "UNAVAILABLE: the host did not send the address of its services within 5000 ms");
    }
  }
}
