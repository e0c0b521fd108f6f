package dev.attestor.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The output of the command line: results on stdout, everything else on stderr with the prefix
 * {@code attestor:}.
 */
final class Console {

  private final PrintWriter out;
  private final PrintWriter err;

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

  void result(String line) {
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
    err.println("attestor: " + line);
    err.flush();
  }
}
