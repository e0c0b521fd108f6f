package dev.attestor.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.lang.reflect.Proxy;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CriticalEventLoopTest {

  private final Thread.UncaughtExceptionHandler before =
      Thread.getDefaultUncaughtExceptionHandler();
  private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();

  @BeforeEach
  void listen() {
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> uncaught.add(thrown));
  }

  @AfterEach
  void stop() {
    Thread.setDefaultUncaughtExceptionHandler(before);
  }

  @Test
  void aLoopThatEndsByItselfIsAnUncaughtException() throws Exception {
    CriticalEventLoop loop = new CriticalEventLoop("some-loop", broken());
    loop.group().execute(() -> {});

    assertThat(uncaught.take()).hasMessage("the event loop \"some-loop\" has ended");
  }

  @Test
  void aTaskThatThrowsEndsNoLoopAndAClosedLoopIsNoMishap() throws Exception {
    CriticalEventLoop loop = new CriticalEventLoop("some-loop", NioIoHandler.newFactory());
    loop.group()
        .execute(
            () -> {
              throw new StackOverflowError();
            });
    assertThat(loop.group().submit(() -> 1).get()).isEqualTo(1);

    loop.close();

    assertThat(loop.group().awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    assertThat(uncaught).isEmpty();
  }

  /** Does not wait, and throws. */
  private static IoHandlerFactory broken() {
    return (ThreadAwareExecutor executor) ->
        (IoHandler)
            Proxy.newProxyInstance(
                CriticalEventLoopTest.class.getClassLoader(),
                new Class<?>[] {IoHandler.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("run")) {
                    throw new LinkageError("of the test");
                  }
                  return null;
                });
  }
}
