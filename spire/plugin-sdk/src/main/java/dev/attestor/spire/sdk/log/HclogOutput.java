package dev.attestor.spire.sdk.log;

import java.io.IOException;
import java.io.OutputStream;

/** Where lines go: each in one write, so that lines of several threads never mix. */
final class HclogOutput {

  private static final HclogOutput STDERR = new HclogOutput(System.err);

  private final OutputStream out;

  HclogOutput(OutputStream out) {
    this.out = out;
  }

  /** Stderr as it was when the first logger was made. */
  static HclogOutput stderr() {
    return STDERR;
  }

  /** Writes a whole line. Nobody is left to tell when that fails, so it fails in silence. */
  synchronized void write(byte[] line) {
    try {
      out.write(line);
    } catch (IOException e) {
      // The host is gone or has closed its end.
    }
  }
}
