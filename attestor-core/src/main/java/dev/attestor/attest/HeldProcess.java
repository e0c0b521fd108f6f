package dev.attestor.attest;

import dev.attestor.locate.Location;
import dev.attestor.spi.LocatedProcess;
import dev.attestor.spi.ProcessCheck;

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
