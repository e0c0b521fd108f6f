package dev.attestor.local.pipe;

import java.net.SocketAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a pipe on this machine. As on Windows, two names that differ only in case are equal.
 */
public final class PipeAddress extends SocketAddress {

  private static final long serialVersionUID = 1L;

  private static final String PREFIX = "\\\\.\\pipe\\";
  private static final String SCHEME = "npipe:";

  // CreateNamedPipeW allows 256 characters for the whole name.
  private static final int MAX_PATH = 256;

  /** Characters that could control a terminal or forge log lines. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final String path;

  private PipeAddress(String path) {
    this.path = path;
  }

  /**
   * Parses a name in any common format: {@code \\.\pipe\a\b}, {@code npipe:a\b}, {@code
   * npipe:////./pipe/a/b}, and without any prefix, {@code \a\b} or {@code a\b}.
   *
   * @throws IllegalArgumentException if the text has another format, or names a pipe on another
   *     machine
   */
  public static PipeAddress parse(String text) {
    String name = text;
    boolean url = startsWith(name, SCHEME);
    if (url) {
      name = name.substring(SCHEME.length());
    }
    if (url && name.startsWith("////")) {
      // The first two slashes belong to the URL format.
      name = name.substring(2).replace('/', '\\');
    }
    if (startsWith(name, PREFIX)) {
      name = name.substring(PREFIX.length());
    } else if (name.startsWith("\\\\")) {
      throw invalid(text);
    } else if (name.startsWith("\\")) {
      name = name.substring(1);
    }
    if (name.isEmpty()
        || name.startsWith("\\")
        || name.contains("/")
        || name.chars().anyMatch(Character::isISOControl)
        // Among code points, only unpaired surrogates are in the surrogate range.
        || name.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)
        || PREFIX.length() + name.length() > MAX_PATH) {
      throw invalid(text);
    }
    return new PipeAddress(PREFIX + name);
  }

  /** Whether a text looks like a pipe name rather than the path of a socket. */
  public static boolean isMeant(String text) {
    return startsWith(text, SCHEME) || startsWith(text, PREFIX);
  }

  private static String shortened(String text) {
    return text.length() > MAX_PATH ? text.substring(0, MAX_PATH) + "..." : text;
  }

  private static boolean startsWith(String text, String prefix) {
    return text.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException(
        "\"%s\" is not the name of a pipe of this machine, expected one such as"
                .formatted(INVISIBLE.matcher(shortened(text)).replaceAll("?"))
            + " \"\\\\.\\pipe\\attestor\\public\\api\" or \"npipe:attestor\\public\\api\","
            + " of at most %s characters".formatted(MAX_PATH));
  }

  /** The whole name, such as {@code \\.\pipe\a\b}. */
  public String path() {
    return path;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PipeAddress address && address.path.equalsIgnoreCase(path);
  }

  @Override
  public int hashCode() {
    return path.toLowerCase(Locale.ROOT).hashCode();
  }

  @Override
  public String toString() {
    return path;
  }
}
