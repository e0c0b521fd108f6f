package dev.attestor.linux.proc;

import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;

/** A way to pin processes. */
@FunctionalInterface
public interface ProcessPins {

  /** Pins a process; empty if this account sees no process with that ID. */
  Optional<ProcessPin> pin(int pid);
}
