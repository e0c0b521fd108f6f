package dev.attestor.core.attest;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.LocatedProcess;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A process at a place of the test's choice; counts how often it was closed. */
final class FakeProcess implements LocatedProcess {

  private final Location location;
  private final AtomicInteger closed = new AtomicInteger();
  private volatile @Nullable RuntimeException ended;

  FakeProcess(Location location) {
    this.location = location;
  }

  @Override
  public Location location() {
    return location;
  }

  @Override
  public void requireRunning() {
    RuntimeException failure = ended;
    if (failure != null) {
      throw failure;
    }
  }

  @Override
  public void close() {
    closed.incrementAndGet();
  }

  ProcessException end() {
    ProcessException gone = new ProcessException(ProcessException.Kind.GONE, 7, "it ended");
    ended = gone;
    return gone;
  }

  void breakWith(RuntimeException defect) {
    ended = defect;
  }

  int closed() {
    return closed.get();
  }
}
