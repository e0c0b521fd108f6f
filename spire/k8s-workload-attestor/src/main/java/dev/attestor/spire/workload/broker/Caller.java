package dev.attestor.spire.workload.broker;

import dev.attestor.core.config.SpiffeId;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** For whom the SPIRE agent asks, as it says in a header that no broker can set. */
public sealed interface Caller {

  /** The header with the broker's SPIFFE ID. */
  Metadata.Key<String> HEADER =
      Metadata.Key.of("spire-agent-broker-caller-id", Metadata.ASCII_STRING_MARSHALLER);

  /** The agent itself. */
  record Agent() implements Caller {}

  /** A broker. */
  record Broker(SpiffeId id) implements Caller {}

  /** The header does not hold one SPIFFE ID. */
  record Unreadable() implements Caller {}

  /** For whom the current call is. */
  static Caller current() {
    return Objects.requireNonNullElse(Interceptor.CALLER.get(), Interceptor.AGENT);
  }

  /** The caller that the header names. */
  static Caller of(Metadata headers) {
    Iterable<String> values = headers.getAll(HEADER);
    if (values == null) {
      return Interceptor.AGENT;
    }
    List<String> all = new ArrayList<>();
    values.forEach(all::add);
    return all.size() == 1
        ? SpiffeId.parse(all.get(0)).<Caller>map(Broker::new).orElseGet(Unreadable::new)
        : new Unreadable();
  }

  /** Reads the header, once for each call that has it. */
  final class Interceptor implements ServerInterceptor {

    private static final Caller AGENT = new Agent();
    private static final Context.Key<Caller> CALLER = Context.key("broker");

    /** Keeps nothing. */
    public Interceptor() {}

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      return headers.containsKey(HEADER)
          ? Contexts.interceptCall(
              Context.current().withValue(CALLER, of(headers)), call, headers, next)
          : next.startCall(call, headers);
    }
  }
}
