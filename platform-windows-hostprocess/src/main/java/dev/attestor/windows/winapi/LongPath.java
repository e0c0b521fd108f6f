package dev.attestor.windows.winapi;

/** Marks long paths for calls to Windows, which refuse them otherwise. */
final class LongPath {

  /** Of folders; files may have 259 (MAX_PATH of minwindef.h without the NUL). */
  private static final int MAX_UNMARKED = 247;

  private LongPath() {}

  /**
   * The path, marked if it is long.
   *
   * @param path absolute and normalized, because Windows does not resolve marked paths
   */
  static String name(String path) {
    if (path.length() <= MAX_UNMARKED) {
      return path;
    }
    return path.startsWith("\\\\") ? "\\\\?\\UNC" + path.substring(1) : "\\\\?\\" + path;
  }
}
