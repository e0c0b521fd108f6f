package dev.attestor.agent.daemon.telemetry;

import dev.attestor.agent.daemon.config.HttpSettings;
import dev.attestor.local.CriticalEventLoop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Clock;
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
 * {@code /metrics}, {@code /live} and {@code /ready} over HTTP or HTTPS. Every process that reaches
 * the address can connect, and they cannot be distinguished, so the limits are strict: one short
 * request per connection, a few seconds for it, and a maximum number of connections, beyond which
 * the oldest is closed. A client that sends and reads at once is answered, however many connections
 * others hold open.
 */
public final class HttpEndpoint implements AutoCloseable {

  /**
   * With 8 KiB of headers and a response of about 30 KiB each, less than 3 MiB in total. TLS is not
   * counted in this: with it, each connection also has buffers for records of 16 KiB, read and
   * written, and for the encrypted response.
   */
  static final int MAX_CONNECTIONS = 64;

  static final Duration DEADLINE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);

  private static final Duration RETRY = Duration.ofSeconds(5);
  private static final int BACKLOG = 50;
  private static final int MAX_LINE_BYTES = 2 << 10;
  private static final int MAX_HEADER_BYTES = 8 << 10;

  private final InetSocketAddress address;
  private final Optional<ReloadingTls> tls;
  private final Duration retry;
  private final CriticalEventLoop loop =
      new CriticalEventLoop("attestor-http", NioIoHandler.newFactory());
  private final ServerBootstrap server;

  // Used only by the event loop; the oldest comes first.
  private final Set<Channel> connections = new LinkedHashSet<>();

  // Used by the thread that tries to listen, one attempt at a time.
  private boolean refused;

  private volatile @Nullable Channel listening;

  private HttpEndpoint(
      HttpSettings settings, Metrics metrics, BooleanSupplier ready, Duration retry) {
    this.address = settings.address();
    this.tls =
        settings
            .tls()
            .map(files -> new ReloadingTls(files, retry, Clock.systemUTC(), TlsFiles::open));
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
                    if (tls.isPresent() && !encrypt(connection, tls.get())) {
                      return;
                    }
                    connection.pipeline().addLast(codec(), new HttpConnection(answers, DEADLINE));
                  }
                });
  }

  /**
   * Listens until it is closed. If another program uses the address, logs this once and retries
   * every few seconds.
   *
   * @param ready whether {@code /ready} answers with 200 or 503
   */
  public static HttpEndpoint open(HttpSettings settings, Metrics metrics, BooleanSupplier ready) {
    return open(settings, metrics, ready, RETRY);
  }

  /** The interval is also that in which the files of certificates are read. */
  static HttpEndpoint open(
      HttpSettings settings, Metrics metrics, BooleanSupplier ready, Duration retry) {
    HttpEndpoint endpoint = new HttpEndpoint(settings, metrics, ready, retry);
    // The first attempt has ended when this returns.
    endpoint.tell(endpoint.server.bind(endpoint.address).awaitUninterruptibly());
    return endpoint;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Each attempt logs its result.
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
          .log("metrics are not served because the port is not available; retrying");
    }
    loop.group().schedule(this::bindAgain, retry.toNanos(), TimeUnit.NANOSECONDS);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // As above.
  private void bindAgain() {
    server.bind(address).addListener((ChannelFuture bound) -> tell(bound));
  }

  /** Returns false if the connection is closed because there is no certificate to serve with. */
  private static boolean encrypt(Channel connection, ReloadingTls tls) {
    Optional<SslHandler> handler = tls.handler();
    handler.ifPresentOrElse(
        connection.pipeline()::addLast, () -> HttpConnection.hangUp(connection));
    return handler.isPresent();
  }

  private static HttpServerCodec codec() {
    return new HttpServerCodec(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(MAX_LINE_BYTES)
            .setMaxHeaderSize(MAX_HEADER_BYTES));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits until the connections are closed.
  private void admit(Channel connection) {
    connections.add(connection);
    connection.closeFuture().addListener(closed -> connections.remove(connection));
    if (connections.size() > MAX_CONNECTIONS) {
      Iterator<Channel> oldest = connections.iterator();
      Channel given = oldest.next();
      oldest.remove();
      HttpConnection.hangUp(given);
    }
  }

  /** The address; empty while it cannot be used. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(listening)
        .map(channel -> (InetSocketAddress) channel.localAddress());
  }

  @Override
  public void close() {
    tls.ifPresent(ReloadingTls::close);
    Channel channel = listening;
    if (channel != null) {
      channel.close().awaitUninterruptibly();
    }
    // Releases the received buffers.
    loop.group().submit(this::hangUp).awaitUninterruptibly(1, TimeUnit.SECONDS);
    loop.close();
  }

  private void hangUp() {
    List.copyOf(connections).forEach(HttpConnection::hangUp);
  }
}
