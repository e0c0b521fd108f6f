package dev.attestor.bench;

import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ProcessPin;

/** Looks at each process, and puts all in one container: a benchmark runs in none. */
record OneLocation(ContainerLocator host, Location location) implements ContainerLocator {

  @Override
  public ProcessPin pin(int pid) {
    return host.pin(pid);
  }

  @Override
  public Location locate(int pid, ProcessPin pin) {
    host.locate(pid, pin);
    return location;
  }
}
