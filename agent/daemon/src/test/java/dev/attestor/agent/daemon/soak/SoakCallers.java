package dev.attestor.agent.daemon.soak;

import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.client.AttestorClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Callers outside containers that may ask about others: some ask about a permanent container, one
 * about containers that start and end, some reconnect each time, and one watches.
 */
final class SoakCallers implements AutoCloseable {

  private final String pipe;
  private final SoakKubelet kubelet;
  private final SoakContainer lasting;
  private final SoakVerdict verdict;
  private final AtomicLong ended = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;

  SoakCallers(String pipe, SoakKubelet kubelet, SoakContainer lasting, SoakVerdict verdict) {
    this.pipe = pipe;
    this.kubelet = kubelet;
    this.lasting = lasting;
    this.verdict = verdict;
  }

  void start() {
    run(this::askAboutTheOther);
    run(this::askAboutTheOther);
    run(this::askAnew);
    run(this::watch);
    run(this::askAboutShortLives);
  }

  /** How many containers ended while they were watched. */
  long ended() {
    return ended.get();
  }

  /** A repeated action. */
  @FunctionalInterface
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  private void run(Task task) {
    Thread thread = new Thread(() -> repeat(task), "soak");
    thread.setDaemon(true);
    thread.start();
    threads.add(thread);
  }

  private void repeat(Task task) {
    try {
      while (!stopped) {
        try {
          task.run();
        } catch (StatusRuntimeException e) {
          if (!stopped) {
            verdict.refusal(e);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException | Error e) {
      if (!stopped) {
        verdict.wrong("a caller ended: " + e);
      }
    }
  }

  private void askAboutTheOther() throws InterruptedException {
    try (AttestorClient client = client()) {
      while (!stopped) {
        try {
          verdict.answer(client.whoIs(lasting.pid()), lasting.selectors());
        } catch (StatusRuntimeException e) {
          verdict.refusal(e);
        }
        Thread.sleep(10);
      }
    }
  }

  private void askAnew() throws InterruptedException {
    try (AttestorClient client = client()) {
      verdict.answer(client.whoAmI(), List.of());
    }
    Thread.sleep(10);
  }

  private void watch() {
    try (AttestorClient client = client()) {
      for (Iterator<WatchResponse> events = client.watch(lasting.pid()); events.hasNext(); ) {
        WatchResponse event = events.next();
        if (event.hasIdentity()) {
          verdict.answer(event.getIdentity(), lasting.selectors());
        } else if (event.hasEnded()) {
          verdict.wrong("a process that runs has ended");
        }
      }
    }
  }

  private void askAboutShortLives() throws IOException, InterruptedException {
    SoakPod pod = SoakPod.random();
    try (SoakContainer container = SoakContainer.idle(pod);
        AttestorClient client = client()) {
      kubelet.add(pod);
      verdict.answer(client.whoIs(container.pid()), pod.selectors());
      for (Iterator<WatchResponse> events = client.watch(container.pid()); events.hasNext(); ) {
        WatchResponse event = events.next();
        if (event.hasIdentity()) {
          verdict.answer(event.getIdentity(), pod.selectors());
          container.process().destroyForcibly().waitFor();
          askAboutTheDead(client, container);
        } else if (event.hasEnded()) {
          ended.incrementAndGet();
        }
      }
    } finally {
      kubelet.remove(pod);
    }
  }

  private void askAboutTheDead(AttestorClient client, SoakContainer container) {
    try {
      // Its process ID may be reused by now.
      if (client.whoIs(container.pid()).getSelectorsList().equals(container.selectors())) {
        verdict.wrong("a process that has ended is still told of");
      }
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        verdict.refusal(e);
      }
    }
  }

  private AttestorClient client() {
    return AttestorClient.connect("npipe:" + pipe).withTimeout(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    stopped = true;
    threads.forEach(Thread::interrupt);
  }
}
