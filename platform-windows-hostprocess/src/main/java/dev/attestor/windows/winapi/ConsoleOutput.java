package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.NullUnmarked;

/**
 * Writes UTF-8 to the console of this process, independent of its code page. Incomplete characters
 * wait for their remaining bytes. Used by one thread at a time.
 */
public final class ConsoleOutput extends OutputStream {

  // winbase.h
  private static final int STD_OUTPUT_HANDLE = -11;
  private static final int STD_ERROR_HANDLE = -12;

  private static final int CHARACTERS = 4096;

  private final Consumer<CharBuffer> console;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final CharBuffer text = CharBuffer.allocate(CHARACTERS);
  private ByteBuffer rest = ByteBuffer.allocate(0);

  ConsoleOutput(Consumer<CharBuffer> console) {
    this.console = console;
  }

  /** Standard output; empty if it is a file or a pipe. */
  public static Optional<OutputStream> standard() {
    return of(STD_OUTPUT_HANDLE);
  }

  /** Standard error; empty if it is a file or a pipe. */
  public static Optional<OutputStream> error() {
    return of(STD_ERROR_HANDLE);
  }

  private static Optional<OutputStream> of(int which) {
    long handle = Calls.GetStdHandle(which);
    return Calls.GetConsoleMode(handle, new int[1]) == 0
        ? Optional.empty()
        : Optional.of(new ConsoleOutput(characters -> show(handle, characters)));
  }

  private static void show(long handle, CharBuffer characters) {
    char[] all = new char[characters.remaining()];
    characters.get(all);
    if (Calls.WriteConsoleW(handle, all, all.length, new int[1], Pointer.NULL) == 0) {
      throw Errors.last("WriteConsole");
    }
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(rest.remaining() + length);
    in.put(rest).put(bytes, offset, length).flip();
    try {
      boolean more = true;
      while (more) {
        more = decoder.decode(in, text, false).isOverflow();
        text.flip();
        if (text.hasRemaining()) {
          console.accept(text);
        }
        text.clear();
      }
    } catch (WinApiException e) {
      throw new IOException(e);
    }
    rest = in.slice();
  }

  /** processenv.h and consoleapi.h. */
  @NullUnmarked
  private static final class Calls {
    static {
      Native.register(Calls.class, "kernel32");
    }

    private Calls() {}

    static native long GetStdHandle(int which);

    static native int GetConsoleMode(long handle, int[] mode);

    static native int WriteConsoleW(
        long handle, char[] text, int length, int[] written, Pointer reserved);
  }
}
