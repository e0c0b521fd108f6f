package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.proto.init.DeinitRequest;
import dev.attestor.spire.sdk.proto.init.DeinitResponse;
import dev.attestor.spire.sdk.proto.init.InitGrpc;
import dev.attestor.spire.sdk.proto.init.InitRequest;
import dev.attestor.spire.sdk.proto.init.InitResponse;
import io.grpc.stub.StreamObserver;
import java.util.List;

/** Exchanges the services of host and plugin. */
final class InitService extends InitGrpc.InitImplBase {

  private final List<String> serviceNames;
  private final Broker broker;
  private final HostMetrics metrics;
  private final PluginLifecycle lifecycle;

  InitService(
      List<String> serviceNames, Broker broker, HostMetrics metrics, PluginLifecycle lifecycle) {
    this.serviceNames = serviceNames;
    this.broker = broker;
    this.metrics = metrics;
    this.lifecycle = lifecycle;
  }

  @Override
  public void init(InitRequest request, StreamObserver<InitResponse> answer) {
    broker.offered(request.getHostServiceNamesList());
    lifecycle.init(broker);
    metrics.start();
    answer.onNext(InitResponse.newBuilder().addAllPluginServiceNames(serviceNames).build());
    answer.onCompleted();
  }

  @Override
  public void deinit(DeinitRequest request, StreamObserver<DeinitResponse> answer) {
    lifecycle.deinit();
    answer.onNext(DeinitResponse.getDefaultInstance());
    answer.onCompleted();
  }
}
