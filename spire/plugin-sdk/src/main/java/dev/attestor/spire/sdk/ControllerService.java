package dev.attestor.spire.sdk;

import dev.attestor.spire.sdk.proto.goplugin.Empty;
import dev.attestor.spire.sdk.proto.goplugin.GRPCControllerGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** Ends the plugin at the host's request, after sending the response. */
final class ControllerService extends GRPCControllerGrpc.GRPCControllerImplBase {

  private final Runnable exit;

  ControllerService(Runnable exit) {
    this.exit = exit;
  }

  @Override
  public void shutdown(Empty request, StreamObserver<Empty> answer) {
    ServerCallStreamObserver<Empty> call = (ServerCallStreamObserver<Empty>) answer;
    call.setOnCloseHandler(exit);
    call.setOnCancelHandler(exit);
    call.onNext(Empty.getDefaultInstance());
    call.onCompleted();
  }
}
