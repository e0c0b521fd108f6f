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
 * The address of a connection's other end, which is how gRPC hands a peer on from the socket to the
 * services. Neither address nor port mean anything; channels for network sockets insist on them.
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

  /** Who calls. */
  public Peer peer() {
    return peer;
  }

  /** Whose limits the peer shares: a container, or an account of the host. */
  public String caller() {
    return place.caller();
  }

  /** Its share of the limits. */
  public ConnectionShare place() {
    return place;
  }

  /** The connection of the call that this thread serves. */
  public static PeerConnection current() {
    PeerConnection connection = KEY.get();
    if (connection == null) {
      throw new IllegalStateException("no call is served here");
    }
    return connection;
  }

  /** Puts connections where {@link #current} finds them, and lets nobody else in. */
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
