package dev.attestor.agent.daemon;

import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeChannel;
import dev.attestor.local.pipe.PipeIoHandler;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that sends arbitrary bytes. */
final class RawPipe extends SimpleChannelInboundHandler<ByteBuf> implements AutoCloseable {

  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  private volatile @Nullable Channel channel;

  private RawPipe() {}

  static RawPipe open(PipeAddress address) throws Exception {
    RawPipe pipe = new RawPipe();
    pipe.channel =
        new Bootstrap()
            .group(Loop.SHARED)
            .channelFactory(() -> new PipeChannel(Set.of("S-1-5-32-544")))
            .handler(pipe)
            .connect(address)
            .sync()
            .channel();
    return pipe;
  }

  @Override
  protected synchronized void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
    received.writeBytes(ByteBufUtil.getBytes(bytes));
    notifyAll();
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits.
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The agent disconnects after invalid input.
    context.close();
  }

  private Channel channel() {
    return Objects.requireNonNull(channel);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The agent may disconnect after invalid input.
  void send(byte[] bytes) {
    channel().writeAndFlush(Unpooled.wrappedBuffer(bytes), channel().voidPromise());
  }

  /** Waits for this number of bytes, and returns everything received. */
  synchronized byte[] receive(int number) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (received.size() < number && System.nanoTime() < deadline) {
      wait(100);
    }
    return received.toByteArray();
  }

  /** Whether the agent disconnects in time. */
  boolean awaitEnd() throws InterruptedException {
    return channel().closeFuture().await(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    channel().close().awaitUninterruptibly(20, TimeUnit.SECONDS);
  }

  /** Created at first use, and therefore only on Windows. */
  private static final class Loop {
    static final EventLoopGroup SHARED =
        new MultiThreadIoEventLoopGroup(1, PipeIoHandler.newFactory());
  }
}
