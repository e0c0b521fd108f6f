package dev.attestor.cli;

import dev.attestor.threads.DaemonThreads;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * A line on the terminal that says what a command is doing, and for how long. It appears only if
 * that takes a while, and is gone before anything else is written. In a pipe or a file there is no
 * such line. Thread-safe.
 */
final class Progress {

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration NEXT = Duration.ofSeconds(1);

  /** Every terminal has room for it. */
  private static final int WIDTH = 78;

  private final PrintWriter terminal;
  private final String what;
  private final long began = System.nanoTime();

  // Guarded by this.
  private boolean over;
  private int shown;

  private Progress(PrintWriter terminal, String what) {
    this.terminal = terminal;
    this.what = what;
  }

  /** No line. */
  static Progress none(PrintWriter terminal) {
    Progress progress = new Progress(terminal, "");
    progress.end();
    return progress;
  }

  /** Starts a line that a thread of its own keeps up to date. */
  static Progress on(PrintWriter terminal, String what) {
    Progress progress = new Progress(terminal, what);
    DaemonThreads.start("attestor-progress", progress::keep);
    return progress;
  }

  private synchronized void keep() {
    try {
      for (Duration pause = FIRST; !over; pause = NEXT) {
        wait(pause.toMillis());
        if (!over) {
          show();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
    String time = " (%s s)".formatted(seconds);
    String line = "attestor: " + what;
    int room = WIDTH - time.length();
    write((line.length() <= room ? line : line.substring(0, room - 3) + "...") + time);
  }

  /** Removes the line until the next second, so that something else can be written. */
  synchronized void hide() {
    if (shown > 0) {
      write("");
    }
  }

  /** Writes over what is shown. The cursor stays at the start of the line. */
  private void write(String line) {
    terminal.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())) + "\r");
    terminal.flush();
    shown = line.length();
  }

  /** Removes the line for good. */
  synchronized void end() {
    over = true;
    hide();
    notifyAll();
  }
}
