package dev.attestor.core.attest;

import dev.attestor.core.error.ProcessException;
import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A process in a place of the test's choice, whatever its ID; counts how often its pin was closed.
 */
final class FakeProcess implements ContainerLocator {

  private final Location location;
  private final ProcessPin pin = new Pin();
  private final AtomicInteger closed = new AtomicInteger();
  private volatile boolean ended;
  private volatile boolean locatorClosed;
  private volatile @Nullable RuntimeException defect;
  private volatile @Nullable ProcessException refusal;

  FakeProcess(Location location) {
    this.location = location;
  }

  @Override
  public ProcessPin pin(int pid) {
    ProcessException failure = refusal;
    if (failure != null) {
      throw failure;
    }
    return pin;
  }

  @Override
  public Location locate(int pid, ProcessPin pin) {
    pin.requireRunning(pid);
    return location;
  }

  private final class Pin implements ProcessPin {
    @Override
    public boolean isRunning() {
      RuntimeException failure = defect;
      if (failure != null) {
        throw failure;
      }
      return !ended;
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  @Override
  public void close() {
    locatorClosed = true;
  }

  void end() {
    ended = true;
  }

  void breakWith(RuntimeException failure) {
    defect = failure;
  }

  void refuseToBePinned(ProcessException failure) {
    refusal = failure;
  }

  boolean isLocatorClosed() {
    return locatorClosed;
  }

  int closed() {
    return closed.get();
  }
}
