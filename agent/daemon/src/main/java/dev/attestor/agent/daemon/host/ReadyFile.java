package dev.attestor.agent.daemon.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file with the process ID, which exists while the agent answers. */
public final class ReadyFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ReadyFile.class);

  private final Path path;

  private ReadyFile(Path path) {
    this.path = path;
  }

  /**
   * Writes the file.
   *
   * @throws IOException if it cannot be written
   */
  public static ReadyFile write(Path path) throws IOException {
    Files.writeString(path, ProcessHandle.current().pid() + "\n");
    return new ReadyFile(path);
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      LOG.atWarn().addKeyValue("path", path).setCause(e).log("the ready file cannot be removed");
    }
  }
}
