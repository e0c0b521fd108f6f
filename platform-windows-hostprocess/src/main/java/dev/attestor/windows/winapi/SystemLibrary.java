package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** Libraries that some Windows versions lack, and the texts that they return. */
final class SystemLibrary {

  static final int MAX_TEXT = 4 << 20;

  // winerror.h
  private static final int ERROR_MOD_NOT_FOUND = 126;
  private static final int MAX_PATH = 32_768;

  private SystemLibrary() {}

  /** The folder into which only Windows itself installs libraries. */
  static Path folder() {
    char[] path = new char[MAX_PATH];
    int length = Kernel32Text.GetSystemDirectoryW(path, path.length);
    if (length <= 0 || length >= path.length) {
      throw Errors.last("GetSystemDirectory");
    }
    return Path.of(new String(path, 0, length));
  }

  /**
   * Loads a library from this folder only.
   *
   * @return empty if the folder does not contain it
   * @throws WinApiException if it exists but cannot be used
   */
  static <T> Optional<T> load(Path folder, String name, Function<NativeLibrary, T> functions) {
    Path file = folder.resolve(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(functions.apply(NativeLibrary.getInstance(file.toString())));
    } catch (UnsatisfiedLinkError e) {
      throw new WinApiException(
          "loading \"" + file + "\"",
          Source.WIN32,
          ERROR_MOD_NOT_FOUND,
          String.valueOf(e.getMessage()));
    }
  }

  /**
   * Copies a text that a call returned, and frees it in any case.
   *
   * @param check throws if the call failed
   * @throws LimitExceededException if it is longer than {@link #MAX_TEXT} characters
   */
  static String take(@Nullable Pointer text, Consumer<Pointer> free, Runnable check) {
    try {
      check.run();
      return text == null ? "" : copy(text);
    } finally {
      if (text != null) {
        free.accept(text);
      }
    }
  }

  private static String copy(Pointer text) {
    int length = Kernel32Text.lstrlenW(text);
    if (length > MAX_TEXT) {
      throw new LimitExceededException("characters in the list of containers", MAX_TEXT);
    }
    return new String(text.getCharArray(0, length));
  }

  static void coTaskMemFree(Pointer memory) {
    Ole32.CoTaskMemFree(memory);
  }

  /** sysinfoapi.h and winbase.h. */
  @NullUnmarked
  private static final class Kernel32Text {
    static {
      Native.register(Kernel32Text.class, "kernel32");
    }

    private Kernel32Text() {}

    static native int GetSystemDirectoryW(char[] path, int size);

    static native int lstrlenW(Pointer text);
  }

  /** combaseapi.h. */
  @NullUnmarked
  private static final class Ole32 {
    static {
      Native.register(Ole32.class, "ole32");
    }

    private Ole32() {}

    static native void CoTaskMemFree(Pointer memory);
  }
}
