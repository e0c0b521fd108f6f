package dev.attestor.spire.sdk;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Collects where the host's services are, and creates the channel to them. The address and the
 * service names arrive on different streams, in any order.
 */
final class Broker implements HostServices {

  private final CompletableFuture<Endpoint> address = new CompletableFuture<>();
  private final Function<Endpoint, ManagedChannel> dialler;
  private final Duration patience;
  private volatile List<String> names = List.of();
  private @Nullable ManagedChannel channel;

  /**
   * Creates a broker without an address.
   *
   * @param dialler creates the channel, once
   * @param patience how long a caller waits for the address
   */
  Broker(Function<Endpoint, ManagedChannel> dialler, Duration patience) {
    this.dialler = dialler;
    this.patience = patience;
  }

  /** Sets the host's address. Only the first call counts. */
  void found(Endpoint endpoint) {
    address.complete(endpoint);
  }

  /** Sets the names of the host's services. */
  void offered(List<String> serviceNames) {
    names = List.copyOf(serviceNames);
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public Channel channel() {
    return dial(await());
  }

  private synchronized Channel dial(Endpoint endpoint) {
    ManagedChannel dialled = channel;
    if (dialled == null) {
      dialled = dialler.apply(endpoint);
      channel = dialled;
    }
    return dialled;
  }

  private Endpoint await() {
    try {
      return address.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Status.UNAVAILABLE
          .withDescription(
              "the host did not send the address of its services within %s ms"
                  .formatted(patience.toMillis()))
          .withCause(e)
          .asRuntimeException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Status.CANCELLED
          .withDescription("interrupted while waiting for the host's services")
          .withCause(e)
          .asRuntimeException();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
