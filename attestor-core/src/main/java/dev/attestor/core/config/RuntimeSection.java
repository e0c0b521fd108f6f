package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** The setting of the container runtime's address. */
final class RuntimeSection {

  private static final String KEY = "container_runtime_endpoint";
  private static final String SCHEME = "unix://";

  /** The capacity of a Unix socket address, without the terminating zero. */
  private static final int MAX_BYTES = 107;

  private RuntimeSection() {}

  static Optional<RuntimeEndpoint> read(
      Fields fields, Problems problems, boolean podSelectorsOnly) {
    Optional<String> text = fields.text(KEY);
    if (text.isPresent() && podSelectorsOnly) {
      problems.warning(
          fields.position(KEY),
          "disable_container_selectors takes precedence: %s has no effect".formatted(KEY));
    }
    return text.flatMap(
        value -> {
          Optional<RuntimeEndpoint> endpoint = parse(value);
          if (endpoint.isEmpty()) {
            problems.error(
                fields.position(KEY),
                ("%s is \"%s\", expected \"auto\" or a Unix socket of at most %s bytes such as"
                        + " \"unix:///run/containerd/containerd.sock\"")
                    .formatted(KEY, value, MAX_BYTES));
          }
          return endpoint;
        });
  }

  private static Optional<RuntimeEndpoint> parse(String value) {
    if (value.equals("auto")) {
      return Optional.of(new RuntimeEndpoint.Usual());
    }
    String path = value.startsWith(SCHEME) ? value.substring(SCHEME.length()) : value;
    if (!path.startsWith("/") || path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.empty();
    }
    try {
      return Optional.of(new RuntimeEndpoint.UnixSocket(Path.of(path)));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
