package dev.attestor.input.file;

import dev.attestor.input.file.SmallFileException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads small files as they are now. No call waits for another program, and none takes more memory
 * than its limit.
 */
public final class SmallFile {

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  private SmallFile() {}

  /**
   * The bytes of a regular file.
   *
   * @param limit how many bytes it may have
   * @throws SmallFileException if there is no such file, or it is larger or cannot be read
   */
  public static byte[] bytes(Path file, int limit) throws SmallFileException {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw Files.isDirectory(file)
          ? folder(file)
          : new SmallFileException(file, Problem.NOT_A_FILE, "is not a regular file", null);
    }
    return read(file, limit);
  }

  /**
   * The text of a regular file in UTF-8, without a byte order mark.
   *
   * @throws SmallFileException as {@link #bytes}, or if the file is not UTF-8
   */
  public static String text(Path file, int limit) throws SmallFileException {
    return decode(file, bytes(file, limit));
  }

  /**
   * The text of a file or of a pipe, such as {@code /dev/stdin}. Waits for whoever writes to a
   * pipe.
   *
   * @throws SmallFileException as {@link #text}
   */
  public static String textOfFileOrPipe(Path file, int limit) throws SmallFileException {
    if (Files.isDirectory(file)) {
      throw folder(file);
    }
    return decode(file, read(file, limit));
  }

  private static byte[] read(Path file, int limit) throws SmallFileException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(limit + 1);
      if (content.length > limit) {
        throw new SmallFileException(
            file, Problem.TOO_LARGE, "is larger than " + words(limit), null);
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new SmallFileException(file, Problem.MISSING, "does not exist", e);
    } catch (AccessDeniedException e) {
      throw new SmallFileException(file, Problem.FORBIDDEN, "may not be read by this account", e);
    } catch (SmallFileException e) {
      throw e;
    } catch (IOException e) {
      throw new SmallFileException(file, Problem.FAILED, "cannot be read: " + reason(e), e);
    }
  }

  private static String decode(Path file, byte[] content) throws SmallFileException {
    try {
      return Utf8.decode(content);
    } catch (BadTextException e) {
      throw new SmallFileException(file, Problem.NOT_TEXT, String.valueOf(e.getMessage()), e);
    }
  }

  private static SmallFileException folder(Path file) {
    return new SmallFileException(file, Problem.NOT_A_FILE, "is a folder, expected a file", null);
  }

  /** Without the path, which the message has already. */
  private static String reason(IOException e) {
    return e instanceof FileSystemException at && at.getReason() != null
        ? at.getReason()
        : String.valueOf(e.getMessage());
  }

  private static String words(int bytes) {
    if (bytes % MIB == 0) {
      return bytes / MIB + " MiB";
    }
    return bytes % KIB == 0 ? bytes / KIB + " KiB" : bytes + " bytes";
  }
}
