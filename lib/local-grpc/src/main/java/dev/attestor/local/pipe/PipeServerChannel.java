package dev.attestor.local.pipe;

import dev.attestor.local.pipe.PipeGreeter.Greeting;
import io.netty.channel.AbstractServerChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A pipe that programs on this machine connect to. Binding fails if any program has already created
 * a pipe with that name.
 */
public final class PipeServerChannel extends AbstractServerChannel {

  /** How many clients can connect at the same moment; others retry a moment later. */
  private static final int ENDS = 32;

  /**
   * How many clients may wait for {@link PipeGreeter#greet}. While it is reached, others cannot
   * connect.
   */
  private static final int MAX_UNGREETED = 64;

  private static final long RETRY_MILLIS = 100;

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final Registering registering = new Registering();
  private final String security;
  private final PipeGreeter greeter;
  private final Executor greetings;
  private final Set<Listening> listening = new HashSet<>();
  private final Set<PipeEnd> ungreeted = new HashSet<>();

  private @Nullable PipeAddress address;
  private boolean retrying;
  private volatile boolean open = true;

  /**
   * Creates a server that greets its clients on the event loop. Bind it to a {@link PipeAddress}.
   *
   * @param security who may connect, in the security descriptor definition language; whoever may
   *     create instances ({@code FILE_CREATE_PIPE_INSTANCE}) can impersonate the server
   */
  public PipeServerChannel(String security, PipeGreeter greeter) {
    this(security, greeter, Runnable::run);
  }

  /**
   * Creates a server that greets its clients on an executor, so that a slow greeting does not delay
   * connected clients.
   */
  public PipeServerChannel(String security, PipeGreeter greeter, Executor greetings) {
    this.security = security;
    this.greeter = greeter;
    this.greetings = greetings;
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && address != null;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return Registering.isCompatible(loop);
  }

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return address;
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
  protected void doBind(SocketAddress wanted) throws Exception {
    if (!(wanted instanceof PipeAddress pipe)) {
      throw new ChannelException("\"%s\" is not a pipe".formatted(wanted));
    }
    listen(pipe, true);
    address = pipe;
  }

  @Override
  protected void doBeginRead() {
    // After the first instance exists, clients can connect to all instances.
    fillUp();
  }

  /** Creates instances until there are {@link #ENDS}. */
  private void fillUp() {
    while (open && address != null && listening.size() < ENDS && ungreeted.size() < MAX_UNGREETED) {
      try {
        listen(address, false);
      } catch (PipeException e) {
        pipeline().fireExceptionCaught(e);
        retryLater();
        return;
      }
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It fails only if it is shut down.
  private void retryLater() {
    if (!retrying) {
      retrying = true;
      eventLoop()
          .schedule(
              () -> {
                retrying = false;
                fillUp();
              },
              RETRY_MILLIS,
              TimeUnit.MILLISECONDS);
    }
  }

  private void listen(PipeAddress pipe, boolean first) throws PipeException {
    PipePort port = registering.port();
    long made = port.api().now();
    PipeEnd end = port.attach(port.api().create(pipe, security, first));
    new Listening(end, made).begin();
  }

  @Override
  protected void doClose() {
    open = false;
    for (Listening each : Set.copyOf(listening)) {
      each.close();
    }
    ungreeted.forEach(PipeEnd::close);
    ungreeted.clear();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new Unsafe();
  }

  /** An instance that no client has connected to yet. */
  private final class Listening {
    private final PipeEnd end;
    private final long made;
    private final Operation connecting =
        new Operation(0, (error, bytes) -> over(error, connectedAfter()));

    Listening(PipeEnd end, long made) {
      this.end = end;
      this.made = made;
    }

    void begin() {
      listening.add(this);
      int error = end.connect(connecting);
      if (error != PipeErrors.NONE) {
        // These codes include success: a client may connect before the call.
        eventLoop().execute(() -> over(error, made));
      }
    }

    private long connectedAfter() {
      return Math.max(made, end.port().quietSince());
    }

    private void over(int error, long notBefore) {
      listening.remove(this);
      connecting.free();
      if (!open) {
        end.close();
        return;
      }
      if (error == PipeErrors.NONE || error == PipeErrors.PIPE_CONNECTED) {
        accept(end, notBefore);
      } else {
        // The client has already disconnected.
        end.close();
      }
      fillUp();
    }

    void close() {
      listening.remove(this);
      connecting.free();
      end.close();
    }
  }

  private void accept(PipeEnd end, long notBefore) {
    try {
      PipeClient client = new PipeClient(end.clientProcess(), notBefore);
      ungreeted.add(end);
      greetings.execute(() -> greet(end, client));
    } catch (PipeException | RejectedExecutionException e) {
      failed(end, e);
    }
  }

  /** Does not use the event loop, which may have ended. */
  private void greet(PipeEnd end, PipeClient client) {
    try {
      Greeting greeting = greeter.greet(client);
      onLoop(() -> greeted(end, greeting), () -> leave(greeting));
    } catch (RuntimeException e) {
      onLoop(() -> failed(end, e), () -> {});
    }
  }

  private void onLoop(Runnable task, Runnable withoutLoop) {
    if (eventLoop().inEventLoop()) {
      task.run();
      return;
    }
    try {
      eventLoop().execute(task);
    } catch (RejectedExecutionException e) {
      withoutLoop.run();
    }
  }

  private void failed(PipeEnd end, Throwable failure) {
    ungreeted.remove(end);
    end.close();
    pipeline().fireExceptionCaught(failure);
    fillUp();
  }

  private void greeted(PipeEnd end, Greeting greeting) {
    if (!ungreeted.remove(end)) {
      leave(greeting);
      return;
    }
    if (greeting instanceof Greeting.Welcome welcome) {
      PipeChannel channel = channel(end, welcome.address());
      welcome.prepare().accept(channel.pipeline());
      pipeline().fireChannelRead(channel);
      pipeline().fireChannelReadComplete();
    } else if (greeting instanceof Greeting.Apart apart) {
      serveApart(channel(end, apart.address()), apart.handler());
    } else {
      end.close();
    }
    fillUp();
  }

  /** The server closed during the greeting. */
  private void leave(Greeting greeting) {
    if (greeting instanceof Greeting.Welcome welcome) {
      greeter.gone(welcome.address());
    } else if (greeting instanceof Greeting.Apart apart) {
      greeter.gone(apart.address());
    }
  }

  private PipeChannel channel(PipeEnd end, SocketAddress remote) {
    return new PipeChannel(this, end, remote, () -> greeter.gone(remote));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // If registering fails, the channel is closed.
  private void serveApart(PipeChannel channel, ChannelHandler handler) {
    channel.pipeline().addLast(handler);
    eventLoop().register(channel);
  }

  /** The operations that Netty calls. */
  private final class Unsafe extends AbstractUnsafe implements PipeIoHandler.PipeHandle {

    @Override
    public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
      safeSetFailure(promise, new UnsupportedOperationException("a server does not connect"));
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
