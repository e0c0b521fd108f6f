package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.proto.goplugin.ConnInfo;
import dev.attestor.spire.sdk.proto.goplugin.GRPCBrokerGrpc;
import io.grpc.stub.StreamObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives the address of the host's services. Sends nothing, and ignores the end of the stream.
 */
final class BrokerService extends GRPCBrokerGrpc.GRPCBrokerImplBase {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerService.class);

  /** SPIRE offers all its services under this ID. */
  private static final int HOST_SERVICES = 1;

  private final Broker broker;

  BrokerService(Broker broker) {
    this.broker = broker;
  }

  @Override
  public StreamObserver<ConnInfo> startStream(StreamObserver<ConnInfo> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ConnInfo info) {
        heard(info);
      }

      @Override
      public void onError(Throwable e) {
        LOG.debug("The host's broker stream broke off", e);
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  /** Ignores knocks: they belong to multiplexing, which the handshake did not offer. */
  private void heard(ConnInfo info) {
    if (info.hasKnock() || info.getServiceId() != HOST_SERVICES) {
      return;
    }
    try {
      broker.found(Endpoint.parse(info.getNetwork(), info.getAddress()));
    } catch (IllegalArgumentException e) {
      LOG.warn("The host's services cannot be reached", e);
    }
  }
}
