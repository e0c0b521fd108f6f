package dev.attestor.spire.sat.server;

import dev.attestor.spire.sdk.HostServices;
import dev.attestor.spire.sdk.proto.agentstore.AgentStoreGrpc;
import dev.attestor.spire.sdk.proto.agentstore.GetAgentInfoRequest;
import dev.attestor.spire.sdk.proto.agentstore.GetAgentInfoResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.TimeUnit;

/** Asks the SPIRE server, through the services that it offers to plugins. */
final class HostAgentStore implements AgentStore {

  private static final long LIMIT_SECONDS = 10;

  private final HostServices host;

  HostAgentStore(HostServices host) {
    this.host = host;
  }

  @Override
  public boolean knows(String agentId) {
    try {
      GetAgentInfoResponse unused =
          AgentStoreGrpc.newBlockingStub(host.channel())
              .withDeadlineAfter(LIMIT_SECONDS, TimeUnit.SECONDS)
              .getAgentInfo(GetAgentInfoRequest.newBuilder().setAgentId(agentId).build());
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        return false;
      }
      // Any other status does not say that this agent is new.
      throw e.getStatus()
          .withDescription(
              "unable to ask the server whether the agent attested before: "
                  + e.getStatus().getDescription())
          .asRuntimeException();
    }
  }
}
