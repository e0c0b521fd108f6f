package dev.attestor.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The main class of {@code attestor}. */
@Command(
    name = "attestor",
    description = "Find the pod and container of a process.",
    subcommands = {
      AgentCommand.class,
      AttestCommand.class,
      ConfigCommand.class,
      DemoCommand.class,
      DoctorCommand.class,
      ExplainCommand.class,
      HealthCommand.class,
      ImageCommand.class,
      PluginCommand.class,
      ServiceCommand.class,
      SupportBundleCommand.class,
      TopCommand.class,
      WhoAmICommand.class,
      WhoIsCommand.class,
      AutoComplete.GenerateCompletion.class,
      HelpCommand.class
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    exitCodeOnInvalidInput = ExitCode.USAGE,
    exitCodeOnExecutionException = ExitCode.FAILED)
public final class Main implements Runnable {

  @Spec @org.jspecify.annotations.Nullable private CommandSpec spec;

  @Option(
      names = {"-v", "--verbose"},
      scope = ScopeType.INHERIT,
      description = "Log details to stderr.")
  void verbose(boolean on) {
    if (on) {
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    }
  }

  /** Whether the option -v was used. */
  static boolean isVerbose() {
    return "debug".equals(System.getProperty("org.slf4j.simpleLogger.defaultLogLevel"));
  }

  private Main() {}

  /** Runs a command and exits with its exit code. */
  @SuppressForbidden(reason = "the one place that ends the process")
  public static void main(String[] args) {
    StandardStreams.install();
    CommandLine commandLine = commandLine();
    commandLine.setOut(StandardStreams.writer(System.out));
    commandLine.setErr(StandardStreams.writer(System.err));
    System.exit(commandLine.execute(Host.current().arguments(args)));
  }

  /** Creates the command line, for tests and documentation. */
  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setParameterExceptionHandler(Main::explainUsage);
    commandLine.setExecutionExceptionHandler(Main::explainFailure);
    return commandLine;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "expected a command");
    }
  }

  private static int explainUsage(ParameterException problem, String[] args) {
    Console console = Console.of(problem.getCommandLine());
    String message = String.valueOf(problem.getMessage());
    console.error(
        message.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + message.substring(1));
    PrintWriter err = problem.getCommandLine().getErr();
    CommandLine.UnmatchedArgumentException.printSuggestions(problem, err);
    problem.getCommandLine().usage(err);
    return ExitCode.USAGE;
  }

  private static int explainFailure(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    String message = failure.getMessage();
    Console.of(commandLine).error(message == null ? failure.toString() : message);
    return ExitCode.FAILED;
  }
}
