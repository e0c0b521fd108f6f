package dev.attestor.ci;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** How calls of a soak ended. Thread-safe. */
final class SoakTally {

  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

  void addAnswered() {
    answered.incrementAndGet();
  }

  void addRefused() {
    refused.incrementAndGet();
  }

  void addWrong(String what) {
    wrong.add(what);
  }

  long answered() {
    return answered.get();
  }

  long refused() {
    return refused.get();
  }

  /** A few of the wrong answers. */
  List<String> wrong() {
    return wrong.stream().limit(5).toList();
  }
}
