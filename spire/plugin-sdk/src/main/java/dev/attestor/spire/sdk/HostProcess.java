package dev.attestor.spire.sdk;

import java.nio.file.Path;
import java.util.Optional;

/** The host of a plugin, as a process. */
public final class HostProcess {

  private static final String INTERPRETER = "cmd.exe";

  private HostProcess() {}

  /**
   * The process that started this one. On Windows a launcher is run by the command interpreter: the
   * host is then the process that started that. Empty if it is gone.
   */
  public static Optional<ProcessHandle> find() {
    Optional<ProcessHandle> parent = ProcessHandle.current().parent();
    return Network.onWindows() && parent.filter(HostProcess::isInterpreter).isPresent()
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
