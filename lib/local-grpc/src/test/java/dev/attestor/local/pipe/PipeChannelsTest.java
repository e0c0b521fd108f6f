package dev.attestor.local.pipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract on any system, with pipes in memory. */
class PipeChannelsTest extends PipeContract {

  private static final FakePipeApi API = new FakePipeApi();

  @Override
  PipeApi api() {
    return API;
  }

  @Override
  String ownSid() {
    return FakePipeApi.OWNER;
  }

  @Override
  int openHandles() {
    return API.openHandles();
  }

  @Test
  void triesAgainWhileAllEndsAreTaken() throws Exception {
    FakePipeApi api = new FakePipeApi();
    PipeAddress address = PipeAddress.parse("npipe:busy");
    long taken = api.create(address, ANYBODY, true);
    Thread later =
        new Thread(
            () -> {
              try {
                Thread.sleep(200);
                api.connect(taken, new com.sun.jna.Memory(PipeApi.OVERLAPPED_BYTES));
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    later.start();
    try (EchoClient client = EchoClient.connect(api, address, Set.of(FakePipeApi.OWNER))) {
      assertThat(client.isConnected()).isTrue();
    }
    later.join();
  }

  @Test
  void servesWhoIsConnectedWhileAGreetingTakesLong() throws Exception {
    FakePipeApi api = new FakePipeApi();
    ExecutorService greetings = Executors.newFixedThreadPool(1);
    CountDownLatch greeted = new CountDownLatch(1);
    try (EchoServer server = EchoServer.start(api, ANYBODY, greetings);
        EchoClient first = connect(api, server)) {
      assertThat(first.echo("a")).isEqualTo("a");
      server.onGreeting(
          client -> {
            awaitQuietly(greeted);
            return new PipeGreeter.Greeting.Welcome(EchoServer.SOMEBODY);
          });
      try (EchoClient second = connect(api, server)) {
        assertThat(first.echo("b")).isEqualTo("b");
        greeted.countDown();
        assertThat(second.echo("c")).isEqualTo("c");
      }
      server.awaitGone(1);
    } finally {
      greetings.shutdown();
    }
  }

  @Test
  void letsGoOfWhomItGreetedWhenItIsClosedMeanwhile() throws Exception {
    FakePipeApi api = new FakePipeApi();
    ExecutorService greetings = Executors.newFixedThreadPool(1);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch greeted = new CountDownLatch(1);
    EchoServer server = EchoServer.start(api, ANYBODY, greetings);
    server.onGreeting(
        client -> {
          asked.countDown();
          awaitQuietly(greeted);
          return new PipeGreeter.Greeting.Welcome(EchoServer.SOMEBODY);
        });
    try (EchoClient client = connect(api, server)) {
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      server.close();
      greeted.countDown();
      server.awaitGone(1);
      assertThat(server.gone()).isEqualTo(1);
      assertThat(client.awaitEnd()).isEmpty();
    } finally {
      greetings.shutdown();
    }
    assertThat(api.openHandles()).isEqualTo(leftByAClient());
  }

  /** The end of the test's client. */
  private static int leftByAClient() throws Exception {
    FakePipeApi api = new FakePipeApi();
    try (EchoServer server = EchoServer.start(api, ANYBODY);
        EchoClient client = connect(api, server)) {
      client.echo("a");
    }
    return api.openHandles();
  }

  private static EchoClient connect(PipeApi api, EchoServer server) throws Exception {
    return EchoClient.connect(api, server.address(), Set.of(FakePipeApi.OWNER));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
