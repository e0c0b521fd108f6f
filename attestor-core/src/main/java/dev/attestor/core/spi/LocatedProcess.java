package dev.attestor.core.spi;

import dev.attestor.core.locate.Location;

/** One process, pinned from the moment it was located until this is closed. */
public interface LocatedProcess extends ProcessCheck, AutoCloseable {

  /** Where it ran when it was located. */
  Location location();

  @Override
  void close();
}
