package dev.attestor.agent.daemon.peer;

import dev.attestor.agent.daemon.limits.ConnectionShare;
import io.grpc.Attributes;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The remote address of a connection, in which gRPC carries the peer from the socket to the
 * services. The address and port have no meaning, but gRPC's network channels require them.
 */
public final class PeerConnection extends InetSocketAddress {

  private static final long serialVersionUID = 1L;

  private static final Context.Key<PeerConnection> KEY = Context.key("attestor-peer");

  private final transient Peer peer;
  private final transient ConnectionShare place;

  /**
   * Wraps a peer.
   *
   * @param place its share of the limits
   */
  public PeerConnection(Peer peer, ConnectionShare place) {
    super(InetAddress.getLoopbackAddress(), 0);
    this.peer = peer;
    this.place = place;
  }

  /** The peer. */
  public Peer peer() {
    return peer;
  }

  /** The caller whose limits the peer shares: a container, or an account of the host. */
  public String caller() {
    return place.caller();
  }

  /** The share of the limits. */
  public ConnectionShare place() {
    return place;
  }

  /** The connection of the call on this thread. */
  public static PeerConnection current() {
    PeerConnection connection = KEY.get();
    if (connection == null) {
      throw new IllegalStateException("no call is served here");
    }
    return connection;
  }

  /** Makes the connection available to {@link #current}; refuses calls without one. */
  public static ServerInterceptor interceptor() {
    return new ServerInterceptor() {
      @Override
      public <Q, A> ServerCall.Listener<Q> interceptCall(
          ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Attributes attributes = call.getAttributes();
        if (attributes.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof PeerConnection connection) {
          Context context = Context.current().withValue(KEY, connection);
          return Contexts.interceptCall(context, call, headers, next);
        }
        call.close(
            Status.UNAUTHENTICATED.withDescription("the caller is not known"), new Metadata());
        return new ServerCall.Listener<>() {};
      }
    };
  }

  @Override
  public String toString() {
    return caller();
  }
}
