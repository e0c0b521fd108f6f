package dev.attestor.windows;

import dev.attestor.core.config.Environment;
import dev.attestor.core.config.PodFolders;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The environment of a process on a Windows node. */
public final class HostProcessEnvironment implements Environment {

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

  @Override
  public Path serviceAccount() {
    return PodFolders.serviceAccount(variables, root);
  }
}
