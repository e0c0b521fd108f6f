package dev.attestor.core.attest;

import dev.attestor.core.locate.Location;
import dev.attestor.core.spi.LocatedProcess;
import dev.attestor.core.spi.ProcessCheck;

/**
 * A located process that somebody else holds on to as well, from before it was located: as long as
 * both still run, they are the same process.
 */
record HeldProcess(LocatedProcess process, ProcessCheck holder) implements LocatedProcess {

  @Override
  public Location location() {
    return process.location();
  }

  @Override
  public void requireRunning() {
    holder.requireRunning();
    process.requireRunning();
  }

  @Override
  public void close() {
    process.close();
  }
}
