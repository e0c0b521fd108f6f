package dev.attestor.core.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The address of a Unix socket in a configuration: {@code unix:///PATH}, or the path alone. */
final class UnixAddress {

  /** The capacity of a Unix socket address, without the terminating zero. */
  static final int MAX_BYTES = 107;

  private static final String SCHEME = "unix://";

  private UnixAddress() {}

  /** The path; empty if the text is not such an address. */
  static Optional<Path> parse(String value) {
    String path = value.startsWith(SCHEME) ? value.substring(SCHEME.length()) : value;
    if (!path.startsWith("/") || path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(path));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
