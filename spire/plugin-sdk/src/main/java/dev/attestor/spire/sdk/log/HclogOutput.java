package dev.attestor.spire.sdk.log;

import java.io.IOException;
import java.io.OutputStream;

/** Writes each line with a single write, so that lines of different threads never mix. */
final class HclogOutput {

  private static final HclogOutput STDERR = new HclogOutput(System.err);

  private final OutputStream out;

  HclogOutput(OutputStream out) {
    this.out = out;
  }

  /** Stderr at the time when the first logger was created. */
  static HclogOutput stderr() {
    return STDERR;
  }

  /** Writes a whole line. Ignores failures, because they cannot be reported. */
  synchronized void write(byte[] line) {
    try {
      out.write(line);
    } catch (IOException e) {
      // The host has ended or closed its end.
    }
  }
}
