package dev.attestor.linux.proc;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** Files below {@code /proc}, or a folder that looks like it. */
public final class ProcFs {

  private static final int START_SIZE = 2048;
  private static final int MAX_SIZE = 1 << 20;

  private final Path root;

  /** Reads below the given folder. */
  public ProcFs(Path root) {
    this.root = root;
  }

  /** The folder of a process. */
  public Path folder(String process) {
    return root.resolve(process);
  }

  /** A small file, whole. Cgroup names may be any bytes, hence ISO 8859-1, which loses none. */
  public String read(String process, String file) throws IOException {
    // Plain streams: a channel would ask for the size first, which procfs does not know.
    try (InputStream in = new FileInputStream(folder(process).resolve(file).toFile())) {
      byte[] buffer = new byte[START_SIZE];
      int length = 0;
      for (int read = in.read(buffer); read >= 0; ) {
        length += read;
        if (length == buffer.length) {
          buffer = grow(buffer, file);
        }
        read = in.read(buffer, length, buffer.length - length);
      }
      return new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] grow(byte[] buffer, String file) throws IOException {
    if (buffer.length >= MAX_SIZE) {
      throw new IOException("\"" + file + "\" is larger than " + MAX_SIZE + " bytes");
    }
    return Arrays.copyOf(buffer, buffer.length * 4);
  }
}
