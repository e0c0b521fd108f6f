package dev.attestor.agent.daemon.service;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls of unknown methods, under the same limits as all calls. Does not repeat the
 * method's name, because the connection's header table would keep it.
 */
final class UnknownMethods extends HandlerRegistry {

  private static final MethodDescriptor<byte[], byte[]> METHOD =
      MethodDescriptor.<byte[], byte[]>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName("unknown/unknown")
          .setRequestMarshaller(new Nothing())
          .setResponseMarshaller(new Nothing())
          .build();

  private static final ServerCallHandler<byte[], byte[]> HANDLER =
      new ServerCallHandler<>() {
        @Override
        public ServerCall.Listener<byte[]> startCall(
            ServerCall<byte[], byte[]> call, Metadata headers) {
          // The whole call, and room for one message more, which would be too many.
          call.request(2);
          return new ServerCall.Listener<>() {
            @Override
            public void onHalfClose() {
              call.close(
                  Status.UNIMPLEMENTED.withDescription("there is no such method"), new Metadata());
            }
          };
        }
      };

  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String method, @Nullable String authority) {
    return ServerMethodDefinition.create(METHOD, HANDLER);
  }

  /** Reads and writes nothing. */
  private static final class Nothing implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public byte[] parse(InputStream stream) {
      return new byte[0];
    }
  }
}
