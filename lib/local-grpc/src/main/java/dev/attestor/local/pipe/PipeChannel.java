package dev.attestor.local.pipe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pipe that is connected to another program. Allows one pending read and one pending write. If
 * the other end does not read in time, the channel closes.
 */
public final class PipeChannel extends AbstractChannel {

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  /** Small reads, so that a client that sends much does not delay the others. */
  private static final int READ_BYTES = 2048;

  private static final int WRITE_BYTES = 8192;

  /** How long the other end may leave sent data unread. */
  private static final long WRITE_LIMIT_MILLIS = 30_000;

  private static final long RETRY_MILLIS = 10;

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final Registering registering = new Registering();
  private final Operation reading = new Operation(READ_BYTES, this::read);
  private final Operation writing = new Operation(WRITE_BYTES, this::written);
  private final Set<String> trustedOwners;
  private final Runnable whenClosed;

  private @Nullable PipeEnd end;
  private @Nullable SocketAddress remote;
  private @Nullable Future<?> writeLimit;
  private volatile boolean open = true;
  private volatile boolean connected;

  /**
   * Creates the server's end of a pipe, to which a client has connected.
   *
   * @param whenClosed called exactly once, even if the event loop stops before the channel closes
   */
  PipeChannel(Channel parent, PipeEnd end, SocketAddress remote, Runnable whenClosed) {
    super(parent);
    this.end = end;
    this.remote = remote;
    this.whenClosed = whenClosed;
    this.trustedOwners = Set.of();
    this.connected = true;
  }

  /**
   * Creates a client's end. It connects only to a pipe of a trusted owner: any program may create,
   * and then owns, a pipe with any unused name.
   *
   * @param trustedOwners SIDs, such as {@code S-1-5-18}
   */
  public PipeChannel(Set<String> trustedOwners) {
    super(null);
    this.whenClosed = () -> {};
    this.trustedOwners = Set.copyOf(trustedOwners);
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && connected;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return Registering.isCompatible(loop);
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return null;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return remote;
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    registering.begin(eventLoop(), (Unsafe) unsafe(), promise);
  }

  @Override
  protected void doDeregister() {
    registering.cancel();
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("a client's pipe has no name of its own");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doClose() {
    if (!open) {
      return;
    }
    open = false;
    if (end != null) {
      end.close();
    }
    stopWriteLimit();
    reading.free();
    writing.free();
    whenClosed.run();
  }

  @Override
  protected void doBeginRead() throws IOException {
    // Netty may ask after a handler has closed the channel, when the memory is freed.
    if (open && !reading.isPending() && end != null) {
      int error = end.read(reading);
      if (error != PipeErrors.NONE) {
        // Later, because the pipeline must not be closed while it requests a read.
        eventLoop().execute(() -> read(error, 0));
      }
    }
  }

  private void read(int error, int bytes) {
    if (!open) {
      return;
    }
    if (error == PipeErrors.NONE) {
      ByteBuf buffer = alloc().buffer(Math.max(1, bytes));
      buffer.writeBytes(reading.buffer().getByteBuffer(0, bytes));
      pipeline().fireChannelRead(buffer);
      pipeline().fireChannelReadComplete();
      return;
    }
    if (!PipeErrors.isEnd(error)) {
      pipeline().fireExceptionCaught(failed("a pipe cannot be read", error));
    }
    unsafe().close(voidPromise());
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException(
        "a pipe takes bytes, not " + message.getClass().getName());
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) throws Exception {
    int length = fill(out);
    if (length == 0) {
      // All messages, if any, are empty.
      out.removeBytes(0);
      return;
    }
    int error = Objects.requireNonNull(end).write(writing, length);
    if (error != PipeErrors.NONE) {
      throw failed("a pipe cannot be written", error);
    }
    startWriteLimit();
  }

  private int fill(ChannelOutboundBuffer out) throws Exception {
    java.nio.ByteBuffer buffer = writing.buffer().getByteBuffer(0, writing.room());
    out.forEachFlushedMessage(
        message -> {
          ByteBuf bytes = (ByteBuf) message;
          int length = Math.min(bytes.readableBytes(), buffer.remaining());
          buffer.limit(buffer.position() + length);
          bytes.getBytes(bytes.readerIndex(), buffer);
          buffer.limit(writing.room());
          return buffer.hasRemaining();
        });
    return buffer.position();
  }

  private void written(int error, int bytes) {
    stopWriteLimit();
    ChannelOutboundBuffer out = unsafe().outboundBuffer();
    if (!open || out == null) {
      return;
    }
    if (error != PipeErrors.NONE) {
      ((Unsafe) unsafe()).fail(failed("a pipe cannot be written", error));
      return;
    }
    out.removeBytes(bytes);
    ((Unsafe) unsafe()).flush0();
  }

  private void startWriteLimit() {
    writeLimit =
        eventLoop()
            .schedule(
                () -> {
                  if (open && writing.isPending()) {
                    ((Unsafe) unsafe())
                        .fail(new IOException("the other end of a pipe has stopped reading"));
                  }
                },
                WRITE_LIMIT_MILLIS,
                TimeUnit.MILLISECONDS);
  }

  private void stopWriteLimit() {
    if (writeLimit != null) {
      writeLimit.cancel(false);
      writeLimit = null;
    }
  }

  private IOException failed(String what, int error) {
    return end == null
        ? new IOException(what)
        : new PipeException("%s: %s".formatted(what, end.port().api().text(error)), error);
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Unsafe();
  }

  /** The operations that Netty calls. */
  private final class Unsafe extends AbstractUnsafe implements PipeIoHandler.PipeHandle {

    @Override
    public void connect(SocketAddress address, SocketAddress local, ChannelPromise promise) {
      if (!promise.setUncancellable() || !ensureOpen(promise)) {
        return;
      }
      if (!(address instanceof PipeAddress pipe)) {
        safeSetFailure(promise, new ConnectException("\"%s\" is not a pipe".formatted(address)));
        return;
      }
      remote = pipe;
      long limit = TimeUnit.MILLISECONDS.toNanos(config.getConnectTimeoutMillis());
      connect(pipe, System.nanoTime() + limit, promise);
    }

    /** Retries until the deadline while all instances of the server are in use. */
    @SuppressWarnings("FutureReturnValueIgnored") // The promise reports the result.
    private void connect(PipeAddress address, long deadline, ChannelPromise promise) {
      if (!open) {
        safeSetFailure(promise, new ClosedChannelException());
        return;
      }
      PipePort port = registering.port();
      try {
        end = port.attach(port.api().open(address));
        requireTrust(address, end);
      } catch (PipeException e) {
        if (e.code() == PipeErrors.PIPE_BUSY && System.nanoTime() < deadline) {
          eventLoop()
              .schedule(
                  () -> connect(address, deadline, promise), RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } else {
          refuse(promise, e);
        }
        return;
      } catch (ConnectException e) {
        refuse(promise, e);
        return;
      }
      connected = true;
      safeSetSuccess(promise);
      pipeline().fireChannelActive();
    }

    private void requireTrust(PipeAddress address, PipeEnd end)
        throws PipeException, ConnectException {
      String owner = end.owner();
      if (!trustedOwners.contains(owner)) {
        throw new ConnectException(
            "the pipe \"%s\" belongs to %s, which is not trusted; expected one of %s"
                .formatted(address, owner, trustedOwners.stream().sorted().toList()));
      }
    }

    private void refuse(ChannelPromise promise, IOException reason) {
      safeSetFailure(promise, reason);
      closeIfClosed();
      close(voidPromise());
    }

    @Override
    protected void flush0() {
      // First cancel the pending operations; their completion calls this method again.
      if (!writing.isPending()) {
        super.flush0();
      }
    }

    void fail(IOException reason) {
      handleWriteError(reason);
      close(voidPromise());
    }

    @Override
    public void handle(IoRegistration of, IoEvent event) {
      throw new UnsupportedOperationException("operations tell by themselves that they are over");
    }

    @Override
    public void close() {
      close(voidPromise());
    }
  }
}
