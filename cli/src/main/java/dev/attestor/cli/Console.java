package dev.attestor.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The output of the command line: results on stdout, everything else on stderr with the prefix
 * {@code attestor:}.
 */
final class Console {

  private final PrintWriter out;
  private final PrintWriter err;
  private volatile @Nullable Progress progress;

  private Console(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  static Console of(CommandLine commandLine) {
    return new Console(commandLine.getOut(), commandLine.getErr());
  }

  static Console of(CommandSpec spec) {
    return of(spec.commandLine());
  }

  PrintWriter out() {
    return out;
  }

  /**
   * Says on stderr what a command is doing, and for how long, until its end; only if stderr is a
   * terminal.
   */
  Progress progress(String what) {
    Progress begun = Host.current().isErrorTerminal() ? Progress.on(err, what) : Progress.none(err);
    progress = begun;
    return begun;
  }

  private void hideProgress() {
    Progress shown = progress;
    if (shown != null) {
      shown.hide();
    }
  }

  void result(String line) {
    hideProgress();
    out.println(line);
    out.flush();
  }

  void say(String line) {
    tell(line);
  }

  void error(String message) {
    tell("error: " + message);
  }

  void hint(String message) {
    tell("hint: " + message);
  }

  private void tell(String line) {
    hideProgress();
    err.println("attestor: " + line);
    err.flush();
  }
}
