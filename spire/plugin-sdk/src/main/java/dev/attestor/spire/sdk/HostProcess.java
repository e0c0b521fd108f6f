package dev.attestor.spire.sdk;

import java.nio.file.Path;
import java.util.Optional;

/** The host process of a plugin. */
public final class HostProcess {

  private static final String INTERPRETER = "cmd.exe";

  private HostProcess() {}

  /**
   * Returns the process that started this one. On Windows, the command interpreter runs the
   * launcher, so the host is the process that started the interpreter.
   *
   * @return the host; empty if it has ended
   */
  public static Optional<ProcessHandle> find() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    return PluginNetwork.onWindows() && parent.filter(HostProcess::isInterpreter).isPresent()
        ? parent.flatMap(ProcessHandle::parent)
        : parent;
  }

  private static boolean isInterpreter(ProcessHandle process) {
    return process
        .info()
        .command()
        .map(command -> Path.of(command).getFileName())
        .filter(name -> name.toString().equalsIgnoreCase(INTERPRETER))
        .isPresent();
  }
}
