package dev.attestor.linux.proc;

import dev.attestor.procfs.MalformedTextException;
import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The contents of {@code /proc/PID/status}; proc_pid_status(5).
 *
 * <p>A process chooses the content of the first line, its name. The kernel escapes only line feeds
 * and backslashes in it. The kernel alone writes every other line.
 *
 * @param numbers the process IDs of the process, from the PID namespace of this {@code /proc} down
 *     to its own; never empty
 */
public record ProcessStatus(List<Integer> numbers) {

  private static final String NAME = "Name:\t";
  private static final String NUMBERS = "NSpid:";

  /** Copies the list. */
  public ProcessStatus {
    numbers = List.copyOf(numbers);
    if (numbers.isEmpty()) {
      throw new IllegalArgumentException("a process without a number");
    }
  }

  /**
   * Reads the file of a process.
   *
   * @param process a process ID, or {@code self}
   * @throws IOException if it cannot be read, has another format, or lacks the process IDs, as
   *     before Linux 4.1
   */
  public static ProcessStatus read(ProcFs proc, String process) throws IOException {
    return parse(proc.read(process, "status"), process);
  }

  /**
   * Parses the text of such a file.
   *
   * @throws MalformedTextException if it has another format, or if the line with the process IDs is
   *     missing or occurs twice
   */
  static ProcessStatus parse(ProcText text, String process) throws MalformedTextException {
    List<String> lines = text.lines();
    if (lines.isEmpty() || !lines.get(0).startsWith(NAME)) {
      throw malformed(process, "does not begin with a line Name:");
    }
    List<String> found =
        lines.subList(1, lines.size()).stream().filter(line -> line.startsWith(NUMBERS)).toList();
    if (found.size() != 1) {
      throw malformed(process, "has %s lines NSpid:, expected one".formatted(found.size()));
    }
    return new ProcessStatus(numbers(found.get(0), process));
  }

  /** Each number follows a tab. */
  private static List<Integer> numbers(String line, String process) throws MalformedTextException {
    List<Integer> numbers = new ArrayList<>();
    String[] parts = line.split("\t", -1);
    for (int i = 1; i < parts.length; i++) {
      OptionalLong number = ProcText.number(parts[i]);
      if (number.isPresent() && number.getAsLong() > 0 && number.getAsLong() <= Integer.MAX_VALUE) {
        numbers.add((int) number.getAsLong());
      }
    }
    if (!parts[0].equals(NUMBERS) || numbers.isEmpty() || numbers.size() != parts.length - 1) {
      throw malformed(
          process,
          "has the line %s, expected positive numbers with a tab before each"
              .formatted(ProcText.quote(line)));
    }
    return numbers;
  }

  private static MalformedTextException malformed(String process, String what) {
    return new MalformedTextException("/proc/%s/status %s".formatted(process, what));
  }
}
