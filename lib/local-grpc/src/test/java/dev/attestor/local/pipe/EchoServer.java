package dev.attestor.local.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.local.pipe.PipeGreeter.Greeting;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends back what it receives. */
final class EchoServer implements AutoCloseable, PipeGreeter {

  static final SocketAddress SOMEBODY = InetSocketAddress.createUnresolved("somebody", 0);

  private final PipeAddress address;
  private final AtomicInteger greeted = new AtomicInteger();
  private final AtomicInteger gone = new AtomicInteger();
  private @Nullable EventLoopGroup loop;
  private volatile boolean hangingUp;
  private volatile Function<PipeClient, Greeting> greeting =
      client -> new Greeting.Welcome(SOMEBODY);

  private EchoServer(PipeAddress address) {
    this.address = address;
  }

  static EchoServer none() {
    return new EchoServer(PipeAddress.parse("npipe:none"));
  }

  static EchoServer start(PipeApi api, String security) throws Exception {
    return start(api, security, Runnable::run);
  }

  static EchoServer start(PipeApi api, String security, Executor greetings) throws Exception {
    return start(
        api, security, PipeAddress.parse("npipe:attestor-test\\" + UUID.randomUUID()), greetings);
  }

  static EchoServer start(PipeApi api, String security, PipeAddress address) throws Exception {
    return start(api, security, address, Runnable::run);
  }

  private static EchoServer start(
      PipeApi api, String security, PipeAddress address, Executor greetings) throws Exception {
    EchoServer server = new EchoServer(address);
    EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, PipeIoHandler.newFactory(api));
    server.loop = loop;
    try {
      new ServerBootstrap()
          .group(loop, loop)
          .channelFactory(() -> new PipeServerChannel(security, server, greetings))
          .childHandler(
              new ChannelInitializer<Channel>() {
                @Override
                protected void initChannel(Channel channel) {
                  channel.pipeline().addLast(server.new Echo());
                }
              })
          .bind(address)
          .sync();
      return server;
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  PipeAddress address() {
    return address;
  }

  void onGreeting(Function<PipeClient, Greeting> next) {
    greeting = next;
  }

  @Override
  public Greeting greet(PipeClient client) {
    greeted.incrementAndGet();
    return greeting.apply(client);
  }

  @Override
  public void gone(SocketAddress who) {
    assertThat(who).isSameAs(SOMEBODY);
    gone.incrementAndGet();
  }

  /** From now on, serves new clients. */
  void hangUpOnWhateverComes() {
    hangingUp = true;
  }

  /** From now on, serves new clients. */
  void echo() {
    hangingUp = false;
  }

  int gone() {
    return gone.get();
  }

  void awaitGone(int number) throws InterruptedException {
    for (int tries = 0; tries < 500 && gone.get() < number; tries++) {
      Thread.sleep(20);
    }
    assertThat(gone).hasValue(number);
  }

  /** A client that hangs up before the server has looked is never greeted. */
  void awaitAllGreetedGone() throws InterruptedException {
    for (int tries = 0; tries < 500 && gone.get() < greeted.get(); tries++) {
      Thread.sleep(20);
    }
    assertThat(gone).hasValue(greeted.get());
  }

  /** Lets a task of the event loop stop it, which leaves no time for a clean end. */
  void stopAtOnce() {
    EventLoopGroup stopping = Objects.requireNonNull(loop);
    stopping.execute(this::beginToStop);
    assertThat(stopping.terminationFuture().awaitUninterruptibly(20, TimeUnit.SECONDS)).isTrue();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The caller waits.
  private void beginToStop() {
    Objects.requireNonNull(loop).shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    if (loop != null) {
      Future<?> ended = loop.shutdownGracefully(0, 5, TimeUnit.SECONDS);
      assertThat(ended.awaitUninterruptibly(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // A failure shows at the other end.
    public void channelRead(ChannelHandlerContext context, Object message) {
      if (hangingUp) {
        ReferenceCountUtil.release(message);
        context.close();
        return;
      }
      context.writeAndFlush(message, context.voidPromise());
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      // A client that disconnected with unread data.
      context.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      context.channel().config().setAutoRead(context.channel().isWritable());
    }
  }

  /** Sends something and disconnects. */
  static final class Farewell extends ChannelInboundHandlerAdapter {
    private final String words;

    Farewell(String words) {
      this.words = words;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits.
    public void channelActive(ChannelHandlerContext context) {
      context
          .writeAndFlush(Unpooled.copiedBuffer(words, StandardCharsets.UTF_8))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }
}
