package dev.attestor.ci;

import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.client.AttestorClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Callers of an agent: some ask about a process of a pod, some about themselves, some reconnect
 * each time, and one watches. Records every wrong answer.
 */
final class SoakLoad implements AutoCloseable {

  private final Path socket;
  private final int pid;
  private final List<String> selectors;
  private final List<Thread> threads = new ArrayList<>();
  private final SoakTally tally = new SoakTally();
  private volatile boolean stopped;

  SoakLoad(Path socket, int pid, List<String> selectors) {
    this.socket = socket;
    this.pid = pid;
    this.selectors = selectors;
  }

  void start() {
    for (int i = 0; i < 4; i++) {
      run(this::askOfTheOther);
    }
    run(this::askAnew);
    run(this::watch);
  }

  private void run(Runnable task) {
    Thread thread = new Thread(task, "soak");
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void askOfTheOther() {
    try (AttestorClient client = client()) {
      while (!stopped) {
        ask(() -> check(client.whoIs(pid)));
      }
    }
  }

  private void askAnew() {
    while (!stopped) {
      try (AttestorClient client = client()) {
        ask(
            () -> {
              Identity self = client.whoAmI();
              if (!self.hasNotInPod() || self.getSelectorsCount() != 0) {
                tally.addWrong("of the host's own process: " + self);
              }
            });
      }
    }
  }

  private void watch() {
    while (!stopped) {
      try (AttestorClient client = client()) {
        Iterator<WatchResponse> events = client.watch(pid);
        while (!stopped && events.hasNext()) {
          WatchResponse event = events.next();
          if (event.hasIdentity()) {
            check(event.getIdentity());
          } else if (event.hasEnded()) {
            tally.addWrong("a process that runs has ended");
          }
        }
      } catch (StatusRuntimeException e) {
        note(e);
      }
    }
  }

  private void ask(Runnable question) {
    try {
      question.run();
      tally.addAnswered();
      Thread.sleep(5);
    } catch (StatusRuntimeException e) {
      note(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
    }
  }

  private void check(Identity identity) {
    if (!identity.getSelectorsList().equals(selectors)) {
      tally.addWrong("of the pod's process: " + identity);
    }
  }

  /** Records an error, which is acceptable if the disturbance can be its reason. */
  private void note(StatusRuntimeException e) {
    tally.addRefused();
    Status.Code code = e.getStatus().getCode();
    boolean expected =
        code == Status.Code.UNAVAILABLE
            || code == Status.Code.DEADLINE_EXCEEDED
            || code == Status.Code.CANCELLED
            || code == Status.Code.INTERNAL;
    if (!expected && !stopped) {
      tally.addWrong("a failure: " + e.getStatus());
    }
  }

  private AttestorClient client() {
    return AttestorClient.connect(socket).withTimeout(Duration.ofSeconds(20));
  }

  SoakTally tally() {
    return tally;
  }

  @Override
  public void close() {
    stopped = true;
    threads.forEach(Thread::interrupt);
  }
}
