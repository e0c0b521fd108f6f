package dev.attestor.agent.daemon.telemetry;

import dev.attestor.agent.daemon.listen.CriticalEventLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /metrics}, {@code /live} and {@code /ready} over HTTP. Every local process can reach it
 * and none is told from another, so it takes little from everybody: one short request a connection,
 * a few seconds for it, and a number of connections beyond which the oldest is closed. Whoever asks
 * and reads at once is answered, however many others hold a connection open.
 */
public final class HttpEndpoint implements AutoCloseable {

  /** At 8 KiB of headers and an answer of some 30 KiB each, less than 3 MiB in all. */
  static final int MAX_CONNECTIONS = 64;

  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int BACKLOG = 50;
  private static final int MAX_LINE_BYTES = 2 << 10;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  private final InetSocketAddress address;
  private final Duration retry;
  private final CriticalEventLoop loop =
      new CriticalEventLoop("attestor-http", NioIoHandler.newFactory());
  private final ServerBootstrap server;

  // The event loop's own, the oldest first.
  private final Set<Channel> connections = new LinkedHashSet<>();

  // Of whoever tries, one try after the other.
  private boolean refused;

  private volatile @Nullable Channel listening;

  private HttpEndpoint(
      InetSocketAddress address, Metrics metrics, BooleanSupplier ready, Duration retry) {
    this.address = address;
    this.retry = retry;
    HttpAnswers answers = new HttpAnswers(metrics.registry(), ready);
    this.server =
        new ServerBootstrap()
            .group(loop.group())
            .channel(NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    admit(connection);
                    connection.pipeline().addLast(codec(), new HttpConnection(answers, DEADLINE));
                  }
                });
  }

  /**
   * Listens until it is closed. As long as the address is somebody else's, that is logged once and
   * tried again every few seconds.
   *
   * @param ready what {@code /ready} answers with 200 or 503
   */
  public static HttpEndpoint open(
      InetSocketAddress address, Metrics metrics, BooleanSupplier ready) {
    return open(address, metrics, ready, RETRY);
  }

  static HttpEndpoint open(
      InetSocketAddress address, Metrics metrics, BooleanSupplier ready, Duration retry) {
    HttpEndpoint endpoint = new HttpEndpoint(address, metrics, ready, retry);
    // The first try is over when this returns.
    endpoint.tell(endpoint.server.bind(address).awaitUninterruptibly());
    return endpoint;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The outcome of each try is logged.
  private void tell(ChannelFuture bound) {
    if (bound.isSuccess()) {
      listening = bound.channel();
      if (refused) {
        LOG.atInfo().addKeyValue("address", address).log("metrics are served now");
      }
      return;
    }
    if (loop.group().isShuttingDown()) {
      return;
    }
    if (!refused) {
      refused = true;
      LOG.atError()
          .addKeyValue("address", address)
          .addKeyValue("reason", bound.cause())
          .log("metrics are not served, for the port cannot be listened on; trying again");
    }
    loop.group().schedule(this::bindAgain, retry.toNanos(), TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // As above.
  private void bindAgain() {
    server.bind(address).addListener((ChannelFuture bound) -> tell(bound));
  }

  private static HttpServerCodec codec() {
    return new HttpServerCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for connections to be closed.
  private void admit(Channel connection) {
    connections.add(connection);
    connection.closeFuture().addListener(closed -> connections.remove(connection));
    if (connections.size() > MAX_CONNECTIONS) {
      Iterator<Channel> oldest = connections.iterator();
      Channel given = oldest.next();
      oldest.remove();
      given.close();
    }
  }

  /** Where it listens; empty as long as it cannot. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(listening)
        .map(channel -> (InetSocketAddress) channel.localAddress());
  }

  @Override
  public void close() {
    Channel channel = listening;
    if (channel != null) {
      channel.close().awaitUninterruptibly();
    }
    // So that what they have received is let go of.
    loop.group().submit(this::hangUp).awaitUninterruptibly(1, TimeUnit.SECONDS);
    loop.close();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for connections to be closed.
  private void hangUp() {
    List.copyOf(connections).forEach(connection -> connection.close());
  }
}
