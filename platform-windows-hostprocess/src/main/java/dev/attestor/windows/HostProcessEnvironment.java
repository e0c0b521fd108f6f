package dev.attestor.windows;

import dev.attestor.core.config.Environment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The environment of a process on a Windows node. In a HostProcess container, mounts are below
 * {@code %CONTAINER_SANDBOX_MOUNT_POINT%}. Since containerd 1.7, they are also at their own paths,
 * and below that folder only in part.
 */
public final class HostProcessEnvironment implements Environment {

  private static final String MOUNT_POINT = "CONTAINER_SANDBOX_MOUNT_POINT";
  private static final String ACCOUNT = "var/run/secrets/kubernetes.io/serviceaccount";

  private final Environment variables;
  private final Path root;

  /**
   * Adds the folders to the variables of an environment.
   *
   * @param root the root of the drive on which mounts have their own paths
   */
  public HostProcessEnvironment(Environment variables, Path root) {
    this.variables = variables;
    this.root = root;
  }

  @Override
  public @Nullable String get(String name) {
    return variables.get(name);
  }

  /** The first of the two folders that exists; if neither does, the one that a pod should have. */
  @Override
  public Path serviceAccount() {
    Optional<Path> mountPoint =
        Optional.ofNullable(variables.get(MOUNT_POINT))
            .filter(value -> !value.isEmpty())
            .map(Path::of);
    Path own = root.resolve(ACCOUNT);
    List<Path> candidates =
        mountPoint.map(mount -> List.of(mount.resolve(ACCOUNT), own)).orElse(List.of(own));
    return candidates.stream().filter(Files::isDirectory).findFirst().orElse(candidates.get(0));
  }
}
