package dev.attestor.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.logging.ErrorManager;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Redirects stderr to files, because a service has none. {@code attestor.0.log} is the newest; at
 * most five files of 10 MiB are kept.
 */
final class ServiceLog implements AutoCloseable {

  private static final int MAX_BYTES = 10 << 20;
  private static final int FILES = 5;

  private final FileHandler files;
  private final PrintStream before;

  private ServiceLog(FileHandler files) {
    this.files = files;
    this.before = System.err;
  }

  /**
   * Redirects stderr to files in a folder until it is closed.
   *
   * @param trouble called once if they can no longer be written
   * @throws IOException if they cannot be written now
   */
  static ServiceLog open(Path folder, Consumer<String> trouble) throws IOException {
    // FileHandler interprets percent signs.
    String pattern = folder.resolve("attestor.").toString().replace("%", "%%") + "%g.log";
    FileHandler files = new FileHandler(pattern, MAX_BYTES, FILES, true);
    files.setEncoding(StandardCharsets.UTF_8.name());
    files.setLevel(Level.ALL);
    files.setFormatter(new AsItIs());
    files.setErrorManager(new FirstErrorReporter(trouble));
    ServiceLog log = new ServiceLog(files);
    System.setErr(new PrintStream(new Lines(files), true, StandardCharsets.UTF_8));
    return log;
  }

  /** Writes a line in the style of the command line. */
  void say(String line) {
    System.err.println("attestor: " + line);
  }

  /** Writes an error to stderr. */
  static void error(String message) {
    System.err.println("attestor: error: " + message);
  }

  @Override
  public void close() {
    System.err.flush();
    System.setErr(before);
    files.close();
  }

  /** Collects whole lines, so that no line is split between two files. */
  static final class Lines extends OutputStream {

    private static final int MAX_LINE = 64 << 10;

    private final Handler handler;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Handler handler) {
      this.handler = handler;
    }

    @Override
    public synchronized void write(int one) {
      line.write(one);
      if (one == '\n' || line.size() >= MAX_LINE) {
        handler.publish(new LogRecord(Level.INFO, line.toString(StandardCharsets.UTF_8)));
        line.reset();
      }
    }
  }

  private static final class AsItIs extends Formatter {
    @Override
    public String format(LogRecord entry) {
      return entry.getMessage();
    }
  }

  private static final class FirstErrorReporter extends ErrorManager {
    private final Consumer<String> trouble;
    private boolean told;

    FirstErrorReporter(Consumer<String> trouble) {
      this.trouble = trouble;
    }

    @Override
    public synchronized void error(@Nullable String message, @Nullable Exception cause, int code) {
      if (!told) {
        told = true;
        trouble.accept("the log cannot be written: " + (cause == null ? message : cause));
      }
    }
  }
}
