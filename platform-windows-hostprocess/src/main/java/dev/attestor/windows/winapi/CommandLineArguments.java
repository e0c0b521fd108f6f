package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.attestor.win32.Win32;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;

/**
 * The original arguments of this program. Java converts them to the system's code page and replaces
 * other characters by question marks.
 */
public final class CommandLineArguments {

  private static final Pattern LOST = Pattern.compile("[?\uFFFD]+");

  private CommandLineArguments() {}

  /** Returns the arguments of {@code main} with the lost characters restored. */
  public static String[] restore(String[] arguments) {
    for (String argument : arguments) {
      if (LOST.matcher(argument).find()) {
        return restore(arguments, wholeLine());
      }
    }
    return arguments;
  }

  /** Uses the end of the command line, if it differs only in the lost characters. */
  static String[] restore(String[] arguments, List<String> line) {
    if (line.size() < arguments.length) {
      return arguments;
    }
    List<String> end = line.subList(line.size() - arguments.length, line.size());
    for (int i = 0; i < arguments.length; i++) {
      if (!pattern(arguments[i]).matcher(end.get(i)).matches()) {
        return arguments;
      }
    }
    return end.toArray(String[]::new);
  }

  private static Pattern pattern(String argument) {
    StringBuilder pattern = new StringBuilder();
    for (String kept : LOST.split(argument, -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".+").append(Pattern.quote(kept));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  private static List<String> wholeLine() {
    int[] count = new int[1];
    Pointer words = Shell32.CommandLineToArgvW(Line.GetCommandLineW(), count);
    if (words == null) {
      throw Errors.last("CommandLineToArgv");
    }
    try {
      List<String> line = new ArrayList<>();
      for (int i = 0; i < count[0]; i++) {
        line.add(words.getPointer((long) i * Native.POINTER_SIZE).getWideString(0));
      }
      return line;
    } finally {
      Win32.free(words);
    }
  }

  /** processenv.h. */
  @NullUnmarked
  private static final class Line {
    static {
      Native.register(Line.class, "kernel32");
    }

    private Line() {}

    static native Pointer GetCommandLineW();
  }

  /** shellapi.h. */
  @NullUnmarked
  private static final class Shell32 {
    static {
      Native.register(Shell32.class, "shell32");
    }

    private Shell32() {}

    static native Pointer CommandLineToArgvW(Pointer line, int[] count);
  }
}
