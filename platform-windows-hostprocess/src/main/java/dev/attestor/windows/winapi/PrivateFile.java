package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.attestor.win32.SecurityAttributes;
import dev.attestor.win32.Win32;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.NullUnmarked;

/** Files that only SYSTEM, the administrators and their owner can open. */
public final class PrivateFile {

  /** {@code P}: whatever the folder lets others do, they may not do it with the file. */
  private static final String ACCESS = "D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;OW)";

  // winnt.h
  private static final int DELETE = 0x10000;
  private static final int GENERIC_WRITE = 0x40000000;
  private static final int FILE_SHARE_READ_AND_WRITE = 3;
  private static final int FILE_ATTRIBUTE_NORMAL = 0x80;
  // fileapi.h
  private static final int CREATE_NEW = 1;
  // minwinbase.h
  private static final int FILE_DISPOSITION_INFO = 4;
  // winerror.h
  private static final int ERROR_FILE_EXISTS = 80;

  private PrivateFile() {}

  /** Opens a file that exists. */
  @FunctionalInterface
  interface Opener {
    OutputStream open(Path file) throws IOException;
  }

  /**
   * Creates a file. There is no moment at which somebody else can open it.
   *
   * @throws FileAlreadyExistsException if it exists
   */
  public static OutputStream create(Path file) throws IOException {
    return create(file, created -> Files.newOutputStream(created, StandardOpenOption.WRITE));
  }

  static OutputStream create(Path file, Opener opener) throws IOException {
    Path absolute = file.toAbsolutePath().normalize();
    try (SecurityAttributes access = SecurityAttributes.parse(ACCESS)) {
      long handle =
          Calls.CreateFileW(
              new WString(LongPath.name(absolute.toString())),
              GENERIC_WRITE | DELETE,
              FILE_SHARE_READ_AND_WRITE,
              access.pointer(),
              CREATE_NEW,
              FILE_ATTRIBUTE_NORMAL,
              0);
      if (handle == Calls.INVALID_HANDLE) {
        throw failure(file, Native.getLastError());
      }
      try {
        // While the handle is open, nobody can put another file in its place.
        return opener.open(absolute);
      } catch (IOException | RuntimeException e) {
        // By its handle, so that no other file is deleted.
        if (Calls.SetFileInformationByHandle(handle, FILE_DISPOSITION_INFO, new byte[] {1}, 1)
            == 0) {
          e.addSuppressed(failure(file, Native.getLastError()));
        }
        throw e;
      } finally {
        Win32.close(handle);
      }
    }
  }

  private static IOException failure(Path file, int error) {
    return error == ERROR_FILE_EXISTS
        ? new FileAlreadyExistsException(file.toString())
        : new FileSystemException(file.toString(), null, Win32.errorText(error));
  }

  /** kernel32.dll, as fileapi.h declares it. */
  @NullUnmarked
  private static final class Calls {

    static final long INVALID_HANDLE = -1;

    static {
      Native.register(Calls.class, "kernel32");
    }

    private Calls() {}

    static native long CreateFileW(
        WString name,
        int access,
        int share,
        Pointer security,
        int disposition,
        int flags,
        long template);

    static native int SetFileInformationByHandle(
        long handle, int kind, byte[] information, int size);
  }
}
