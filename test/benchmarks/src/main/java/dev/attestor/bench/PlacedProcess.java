package dev.attestor.bench;

import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.LocatedProcess;

/** A process that was really looked at, as if it ran in a container: a benchmark runs in none. */
record PlacedProcess(LocatedProcess process, Location location) implements LocatedProcess {

  @Override
  public void requireRunning() {
    process.requireRunning();
  }

  @Override
  public void close() {
    process.close();
  }
}
