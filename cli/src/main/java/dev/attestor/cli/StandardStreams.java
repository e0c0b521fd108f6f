package dev.attestor.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Makes the standard streams the same on every system: UTF-8, whatever the locale or code page. A
 * Windows console shows the characters correctly.
 */
final class StandardStreams {

  private StandardStreams() {}

  /** Replaces {@code System.out} and {@code System.err}. */
  @SuppressForbidden(reason = "the one place that decides what the standard streams are")
  static void install() {
    System.setOut(stream(FileDescriptor.out, Host.current().consoleOutput()));
    System.setErr(stream(FileDescriptor.err, Host.current().consoleError()));
  }

  private static PrintStream stream(FileDescriptor file, Optional<OutputStream> console) {
    return new PrintStream(
        console.orElseGet(() -> new FileOutputStream(file)), true, StandardCharsets.UTF_8);
  }

  /** A writer for such a stream. */
  static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
  }
}
