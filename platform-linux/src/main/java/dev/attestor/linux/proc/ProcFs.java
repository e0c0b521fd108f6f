package dev.attestor.linux.proc;

import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.nio.file.Path;

/** Files below {@code /proc}, or below a folder with the same structure. */
public final class ProcFs {

  private final Path root;

  /** Reads below the given folder. */
  public ProcFs(Path root) {
    this.root = root;
  }

  /** The folder of a process. */
  public Path folder(String process) {
    return root.resolve(process);
  }

  /** Reads a small file as a whole. */
  public ProcText read(String process, String file) throws IOException {
    return ProcText.read(folder(process).resolve(file));
  }
}
