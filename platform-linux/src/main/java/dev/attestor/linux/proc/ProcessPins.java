package dev.attestor.linux.proc;

import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;

/** A way of pinning processes. */
@FunctionalInterface
public interface ProcessPins {

  /** Pins a process; empty if there is none with that number, as far as this account can see. */
  Optional<ProcessPin> pin(int pid);
}
