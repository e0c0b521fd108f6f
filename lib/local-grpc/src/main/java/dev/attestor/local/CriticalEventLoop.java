package dev.attestor.local;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * An event loop of one daemon thread that its process cannot do without. Netty logs whatever ends
 * the thread and goes on without it, so that nobody is answered any more; here that end is an
 * uncaught error, by which the process may end too.
 */
public final class CriticalEventLoop implements AutoCloseable {

  private final EventLoopGroup group;
  private volatile boolean closed;

  /** The thread starts at first use. */
  @SuppressWarnings("FutureReturnValueIgnored") // Only the listener is needed.
  public CriticalEventLoop(String name, IoHandlerFactory handlers) {
    this.group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(name, true), handlers);
    group.terminationFuture().addListener(ended -> tell(name));
  }

  private void tell(String name) {
    if (!closed) {
      Thread thread = Thread.currentThread();
      Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
      if (handler != null) {
        handler.uncaughtException(
            thread, new AssertionError("the event loop \"%s\" has ended".formatted(name)));
      }
    }
  }

  /** The group for Netty. */
  public EventLoopGroup group() {
    return group;
  }

  /** Ends the thread within a second. */
  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the thread to end.
  public void close() {
    closed = true;
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
