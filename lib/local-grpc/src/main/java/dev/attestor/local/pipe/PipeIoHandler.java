package dev.attestor.local.pipe;

import io.netty.channel.ChannelException;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a Netty event loop wait at a completion port, for {@link PipeChannel} and {@link
 * PipeServerChannel}. All channels of a server use one event loop, because a pipe is bound
 * permanently to one port.
 */
public final class PipeIoHandler implements IoHandler {

  private final ThreadAwareExecutor executor;
  private final PipePort port;
  private final Set<Registration> registrations = new HashSet<>();
  private final AtomicBoolean woken = new AtomicBoolean();

  private PipeIoHandler(ThreadAwareExecutor executor, PipeApi api) {
    this.executor = executor;
    try {
      this.port = new PipePort(api);
    } catch (PipeException e) {
      throw new ChannelException(e);
    }
  }

  /**
   * Creates handlers for the Windows that this process runs on.
   *
   * @throws UnsatisfiedLinkError if this is not a 64-bit Windows
   */
  public static IoHandlerFactory newFactory() {
    return newFactory(new JnaPipeApi());
  }

  static IoHandlerFactory newFactory(PipeApi api) {
    return executor -> new PipeIoHandler(executor, api);
  }

  @Override
  public int run(IoHandlerContext context) {
    try {
      // From here on, a wake-up means new work.
      woken.set(false);
      return port.run(context.canBlock() ? context.delayNanos(System.nanoTime()) : 0);
    } catch (PipeException e) {
      throw new ChannelException(e);
    }
  }

  @Override
  public void wakeup() {
    if (!executor.isExecutorThread(Thread.currentThread()) && woken.compareAndSet(false, true)) {
      try {
        port.wake();
      } catch (PipeException e) {
        throw new ChannelException(e);
      }
    }
  }

  @Override
  public IoRegistration register(IoHandle handle) {
    Registration registration = new Registration((PipeHandle) handle);
    registrations.add(registration);
    handle.registered();
    return registration;
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return PipeHandle.class.isAssignableFrom(type);
  }

  @Override
  public void prepareToDestroy() {
    for (Registration registration : List.copyOf(registrations)) {
      registration.handle.close();
      registration.cancel();
    }
  }

  @Override
  public void destroy() {
    // If one of its own tasks stops the loop, the loop may end without calling prepareToDestroy. It
    // accepts no tasks by now, so channels cannot be closed in the usual way.
    for (Registration registration : List.copyOf(registrations)) {
      registration.handle.closeForcibly();
      registration.cancel();
    }
    try {
      port.close();
    } catch (PipeException e) {
      throw new ChannelException(e);
    }
  }

  /** The view of a channel that this handler uses. */
  interface PipeHandle extends IoHandle {
    @Override
    void close();

    /** Frees the resources of the channel without firing events. */
    void closeForcibly();
  }

  private final class Registration implements IoRegistration {
    private final PipeHandle handle;
    private boolean valid = true;

    Registration(PipeHandle handle) {
      this.handle = handle;
    }

    /** The port. */
    @Override
    @SuppressWarnings({
      "unchecked",
      "TypeParameterUnusedInFormals"
    }) // The interface leaves the type to both sides.
    public <T> T attachment() {
      return (T) port;
    }

    @Override
    public long submit(IoOps ops) {
      throw new UnsupportedOperationException("channels of pipes call their port");
    }

    @Override
    public boolean isValid() {
      return valid;
    }

    @Override
    public boolean cancel() {
      if (!valid) {
        return false;
      }
      valid = false;
      registrations.remove(this);
      handle.unregistered();
      return true;
    }
  }
}
