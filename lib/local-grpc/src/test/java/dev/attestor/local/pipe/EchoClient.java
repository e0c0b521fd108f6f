package dev.attestor.local.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends text and collects what it receives. */
final class EchoClient extends SimpleChannelInboundHandler<ByteBuf> implements AutoCloseable {

  private static final Map<PipeApi, EventLoopGroup> LOOPS = new ConcurrentHashMap<>();

  private final StringBuilder received = new StringBuilder();
  private volatile @Nullable Channel channel;
  private String sent = "";

  private EchoClient() {}

  static EchoClient connect(PipeApi api, PipeAddress address, Set<String> owners) throws Exception {
    EchoClient client = new EchoClient();
    ChannelFuture connected =
        new Bootstrap()
            .group(loop(api))
            .channelFactory(() -> new PipeChannel(owners))
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 10_000)
            .handler(client)
            .connect(address);
    client.channel = connected.sync().channel();
    return client;
  }

  private static EventLoopGroup loop(PipeApi api) {
    return LOOPS.computeIfAbsent(
        api, each -> new MultiThreadIoEventLoopGroup(1, PipeIoHandler.newFactory(each)));
  }

  private Channel channel() {
    return Objects.requireNonNull(channel);
  }

  @Override
  protected synchronized void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
    received.append(bytes.toString(StandardCharsets.UTF_8));
    notifyAll();
  }

  @Override
  public synchronized void channelInactive(ChannelHandlerContext context) {
    notifyAll();
  }

  boolean isConnected() {
    return channel().isActive();
  }

  void pause() {
    channel().config().setAutoRead(false);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A failure shows in the received text.
  void send(String text) {
    sent += text;
    channel()
        .writeAndFlush(
            Unpooled.copiedBuffer(text, StandardCharsets.UTF_8), channel().voidPromise());
  }

  /** Sends a text and waits for the same length. */
  synchronized String echo(String text) throws InterruptedException {
    send(text);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (received.length() < sent.length() && System.nanoTime() < deadline) {
      wait(100);
    }
    assertThat(received.length()).as("bytes that came back").isEqualTo(sent.length());
    return received.substring(sent.length() - text.length());
  }

  /** Waits until the server disconnects, and returns what it sent. */
  String awaitEnd() throws InterruptedException {
    PipeContract.awaitClosed(channel());
    synchronized (this) {
      return received.toString();
    }
  }

  @Override
  public void close() {
    assertThat(channel().close().awaitUninterruptibly(20, TimeUnit.SECONDS)).isTrue();
  }
}
