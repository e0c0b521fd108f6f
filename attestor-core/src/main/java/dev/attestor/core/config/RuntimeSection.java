package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.util.Optional;

/** The setting of the container runtime's address. */
final class RuntimeSection {

  private static final String KEY = "container_runtime_endpoint";

  /** How the kubelet names a pipe of this machine, and how Windows does. */
  private static final String PIPE_SCHEME = "npipe:////./pipe/";

  private static final String PIPE = "\\\\.\\pipe\\";

  /** The longest name of a pipe, after {@link #PIPE}. */
  private static final int MAX_PIPE_NAME = 256 - PIPE.length();

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
                ("%s is \"%s\", expected \"auto\", a Unix socket of at most %s bytes such as"
                        + " \"unix:///run/containerd/containerd.sock\", or on Windows a named pipe"
                        + " such as \"npipe:////./pipe/containerd-containerd\"")
                    .formatted(KEY, value, UnixAddress.MAX_BYTES));
          }
          return endpoint;
        });
  }

  private static Optional<RuntimeEndpoint> parse(String value) {
    if (value.equals("auto")) {
      return Optional.of(new RuntimeEndpoint.Usual());
    }
    if (value.startsWith(PIPE_SCHEME)) {
      return pipe(value.substring(PIPE_SCHEME.length()).replace('/', '\\'));
    }
    if (value.startsWith(PIPE)) {
      return pipe(value.substring(PIPE.length()));
    }
    return UnixAddress.parse(value).map(RuntimeEndpoint.UnixSocket::new);
  }

  private static Optional<RuntimeEndpoint> pipe(String name) {
    boolean isName =
        !name.isEmpty()
            && name.length() <= MAX_PIPE_NAME
            && !name.startsWith("\\")
            && name.chars().allMatch(each -> each > ' ' && each < 0x7F && each != '/');
    return isName ? Optional.of(new RuntimeEndpoint.NamedPipe(PIPE + name)) : Optional.empty();
  }
}
