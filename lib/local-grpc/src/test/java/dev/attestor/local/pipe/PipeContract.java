package dev.attestor.local.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.local.pipe.PipeGreeter.Greeting;
import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What pipe channels guarantee on any implementation of Windows. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class PipeContract {

  /** Java opens some handles meanwhile, for threads and compiled code. */
  private static final int JAVAS_OWN = 50;

  static final String ANYBODY = "O:BAD:P(A;;GA;;;WD)";

  private EchoServer server = EchoServer.none();

  /** The Windows to test. */
  abstract PipeApi api();

  /** The owner of objects that this process creates. */
  abstract String ownSid();

  /** The number of open handles of all kinds. */
  abstract int openHandles();

  @BeforeEach
  void start() throws Exception {
    server = EchoServer.start(api(), ANYBODY);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void carriesBytesBothWays() throws Exception {
    try (EchoClient client = client()) {
      assertThat(client.echo("hello")).isEqualTo("hello");
      assertThat(client.echo("again")).isEqualTo("again");
    }
  }

  @Test
  void carriesMoreThanFitsIntoAPipe() throws Exception {
    String much = "0123456789abcdef".repeat(64 << 10);
    try (EchoClient client = client()) {
      assertThat(client.echo(much)).isEqualTo(much);
    }
  }

  @Test
  void servesTwoHundredAtOnce() throws Exception {
    List<EchoClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        clients.add(client());
      }
      for (int i = 0; i < clients.size(); i++) {
        assertThat(clients.get(i).echo("client " + i)).isEqualTo("client " + i);
      }
    } finally {
      for (EchoClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void tellsWhichProcessConnectedAndSinceWhen() throws Exception {
    AtomicReference<PipeClient> seen = new AtomicReference<>();
    server.onGreeting(
        client -> {
          seen.set(client);
          return new Greeting.Welcome(EchoServer.SOMEBODY);
        });
    long before = api().now();
    // Until the server's next check, which runs every second.
    Thread.sleep(2500);
    try (EchoClient client = client()) {
      client.echo("x");
    }
    assertThat(seen.get().processId()).isEqualTo((int) ProcessHandle.current().pid());
    assertThat(seen.get().notBefore()).isBetween(before, api().now());
  }

  @Test
  void hangsUpOnWhoeverIsRefused() throws Exception {
    server.onGreeting(client -> new Greeting.Refused());
    try (EchoClient client = client()) {
      assertThat(client.awaitEnd()).isEmpty();
    }
  }

  @Test
  void leavesAClientToAnotherHandler() throws Exception {
    server.onGreeting(
        client -> new Greeting.Apart(EchoServer.SOMEBODY, new EchoServer.Farewell("no")));
    try (EchoClient client = client()) {
      assertThat(client.awaitEnd()).isEqualTo("no");
    }
    server.awaitGone(1);
  }

  @Test
  void outlivesAHandlerThatClosesWhileItReads() throws Exception {
    server.hangUpOnWhateverComes();
    for (int i = 0; i < 100; i++) {
      try (EchoClient client = client()) {
        client.send("nonsense");
        assertThat(client.awaitEnd()).isEmpty();
      }
    }
    server.awaitGone(100);
    Thread.sleep(1500);
    server.echo();
    try (EchoClient client = client()) {
      assertThat(client.echo("x")).isEqualTo("x");
    }
  }

  @Test
  void tellsWhenAClientHasGone() throws Exception {
    try (EchoClient client = client()) {
      client.echo("x");
      assertThat(server.gone()).isZero();
    }
    server.awaitGone(1);
  }

  @Test
  void isNotHeldUpByAClientThatDoesNotRead() throws Exception {
    try (EchoClient lazy = client();
        EchoClient other = client()) {
      lazy.pause();
      lazy.send("0123456789abcdef".repeat(64 << 10));
      for (int i = 0; i < 20; i++) {
        assertThat(other.echo("x" + i)).isEqualTo("x" + i);
      }
    }
    server.awaitGone(2);
  }

  @Test
  void leavesNoHandlesBehind() throws Exception {
    connect(50);
    server.awaitGone(50);
    int before = openHandles();

    connect(500);

    server.awaitGone(550);
    assertThat(openHandles()).isLessThan(before + JAVAS_OWN);
  }

  private void connect(int number) throws Exception {
    for (int i = 0; i < number; i++) {
      try (EchoClient client = client()) {
        assertThat(client.echo("x")).isEqualTo("x");
      }
    }
  }

  @Test
  void endsEverythingWhenItStops() throws Exception {
    try (EchoClient client = client()) {
      client.echo("x");
      server.close();
      assertThat(client.awaitEnd()).isEqualTo("x");
      assertThatExceptionOfType(PipeException.class)
          .isThrownBy(this::client)
          .withMessageStartingWith("there is no pipe \"%s\"", server.address());
    }
  }

  @Test
  void leavesNothingBehindWhenItsLoopHasNoTimeToPrepare() throws Exception {
    PrintStream usual = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int before;
    try {
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      // What the first one loads stays in memory.
      stopOneAtOnce();
      before = openHandles();
      for (int i = 0; i < 20; i++) {
        stopOneAtOnce();
      }
    } finally {
      System.setErr(usual);
    }
    // Each would leave two ends of a pipe and a port.
    assertThat(openHandles()).isLessThan(before + JAVAS_OWN);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  private void stopOneAtOnce() throws Exception {
    try (EchoServer other = EchoServer.start(api(), ANYBODY);
        EchoClient client = EchoClient.connect(api(), other.address(), Set.of(ownSid()))) {
      client.echo("x");
      other.stopAtOnce();

      assertThat(client.awaitEnd()).isEqualTo("x");
      assertThat(other.gone()).isEqualTo(1);
    }
  }

  @Test
  void refusesAPipeThatAnotherServerHas() {
    requireRefused();
  }

  final void requireRefused() {
    assertThatExceptionOfType(PipeException.class)
        .isThrownBy(() -> EchoServer.start(api(), ANYBODY, server.address()))
        .withMessageStartingWith("another process has the pipe \"%s\"", server.address());
  }

  @Test
  void trustsAPipeByItsOwnerAlone() {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> EchoClient.connect(api(), server.address(), Set.of("S-1-5-19")))
        .withMessage(
            "the pipe \"%s\" belongs to %s, which is not trusted; expected one of [S-1-5-19]",
            server.address(), ownSid());
  }

  @Test
  void tellsWhoOwnsAPipeWithoutSayingAWord() throws Exception {
    int before = openHandles();

    for (int i = 0; i < 100; i++) {
      assertThat(PipeOwner.of(api(), server.address())).contains(ownSid());
    }
    assertThat(PipeOwner.of(api(), PipeAddress.parse("npipe:attestor-test\\none"))).isEmpty();

    server.awaitAllGreetedGone();
    assertThat(openHandles()).isLessThan(before + JAVAS_OWN);
    try (EchoClient client = client()) {
      assertThat(client.echo("x")).isEqualTo("x");
    }
  }

  EchoClient client() throws Exception {
    return EchoClient.connect(api(), server.address(), Set.of(ownSid()));
  }

  EchoServer server() {
    return server;
  }

  static void awaitClosed(Channel channel) throws InterruptedException {
    assertThat(channel.closeFuture().await(20, TimeUnit.SECONDS)).isTrue();
  }
}
