package dev.attestor.spire.sdk;

import com.google.protobuf.Empty;
import dev.attestor.spire.sdk.proto.goplugin.GRPCStdioGrpc;
import dev.attestor.spire.sdk.proto.goplugin.StdioData;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/**
 * Keeps the stream open on which a plugin could send its output. Sends nothing: the host reads
 * stderr directly, and stdout stays empty.
 */
final class StdioService extends GRPCStdioGrpc.GRPCStdioImplBase {

  @Override
  public void streamStdio(Empty request, StreamObserver<StdioData> output) {
    // Without a handler, gRPC would throw at the next use of a cancelled call.
    ((ServerCallStreamObserver<StdioData>) output).setOnCancelHandler(() -> {});
  }
}
