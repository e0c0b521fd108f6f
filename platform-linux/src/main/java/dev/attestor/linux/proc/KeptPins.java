package dev.attestor.linux.proc;

import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;

/**
 * Keeps the pins of some processes. To see whether a process still runs takes a fraction of the
 * time that pinning it anew and letting go of it takes.
 *
 * <p>A kept pin is used only while its process runs: as long as it does, its number cannot mean
 * another one.
 */
public final class KeptPins implements ProcessPins {

  private final ProcessPins pins;
  private final Kept<ProcessPin> kept = new Kept<>(ProcessPin::close);

  /** Keeps pins that are made in the given way. */
  public KeptPins(ProcessPins pins) {
    this.pins = pins;
  }

  @Override
  public Optional<ProcessPin> pin(int pid) {
    Kept.Use<ProcessPin> known = kept.find(pid);
    if (known != null) {
      if (known.value().isRunning()) {
        return Optional.of(new Pin(known));
      }
      known.close();
    }
    return pins.pin(pid).map(fresh -> new Pin(kept.keep(pid, fresh)));
  }

  @Override
  public void close() {
    kept.close();
  }

  private record Pin(Kept.Use<ProcessPin> use) implements ProcessPin {
    @Override
    public boolean isRunning() {
      return !use.isClosed() && use.value().isRunning();
    }

    @Override
    public void close() {
      use.close();
    }
  }
}
