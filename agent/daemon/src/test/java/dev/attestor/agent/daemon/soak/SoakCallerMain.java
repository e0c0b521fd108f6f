package dev.attestor.agent.daemon.soak;

import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.client.AttestorClient;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/**
 * A program in a container that asks who it is, over one connection and over new ones, and watches
 * itself. First waits for a line; then writes {@code wrong} lines and the numbers of answers and
 * refusals.
 */
public final class SoakCallerMain {

  private static final long REPORT_NANOS = 500_000_000;

  private final String pipe;
  private final List<String> selectors;
  private final SoakVerdict verdict = new SoakVerdict();

  private SoakCallerMain(String pipe, List<String> selectors) {
    this.pipe = pipe;
    this.selectors = selectors;
  }

  /** Takes the pipe's name and a file with the expected selectors. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (System.in.read() < 0) {
      return;
    }
    new SoakCallerMain(arguments[0], Files.readAllLines(Path.of(arguments[1]))).run();
  }

  private void run() throws InterruptedException {
    Thread watching = new Thread(this::watch, "watch");
    watching.setDaemon(true);
    watching.start();
    try (AttestorClient lasting = client()) {
      for (long next = System.nanoTime(); ; Thread.sleep(20)) {
        ask(lasting);
        try (AttestorClient another = client()) {
          ask(another);
        }
        if (System.nanoTime() - next >= 0) {
          report();
          next += REPORT_NANOS;
        }
      }
    }
  }

  private void ask(AttestorClient client) {
    try {
      verdict.answer(client.whoAmI(), selectors);
    } catch (StatusRuntimeException e) {
      verdict.refusal(e);
    }
  }

  private void watch() {
    try (AttestorClient client = client()) {
      while (true) {
        watch(client);
      }
    }
  }

  private void watch(AttestorClient client) {
    try {
      for (Iterator<WatchResponse> events = client.watch(0); events.hasNext(); ) {
        WatchResponse event = events.next();
        if (event.hasIdentity()) {
          verdict.answer(event.getIdentity(), selectors);
        } else if (event.hasEnded()) {
          verdict.wrong("a process that runs has ended");
        }
      }
    } catch (StatusRuntimeException e) {
      verdict.refusal(e);
    }
  }

  private void report() {
    verdict.wrong().forEach(what -> System.out.println("wrong " + what.replace('\n', ' ')));
    System.out.println("counts %s %s".formatted(verdict.answered(), verdict.refused()));
    System.out.flush();
  }

  private AttestorClient client() {
    return AttestorClient.connect("npipe:" + pipe).withTimeout(Duration.ofSeconds(20));
  }
}
