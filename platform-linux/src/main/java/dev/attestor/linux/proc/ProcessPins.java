package dev.attestor.linux.proc;

import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;

/** A way to pin processes. */
@FunctionalInterface
public interface ProcessPins extends AutoCloseable {

  /** Pins a process; empty if this account sees no process with that ID. */
  Optional<ProcessPin> pin(int pid);

  /** Lets go of what it keeps. Pins that are in use stay valid. */
  @Override
  default void close() {}
}
