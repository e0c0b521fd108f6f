package dev.attestor.core.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The environment of this process: its variables, and the location of its pod's files. */
@FunctionalInterface
public interface Environment {

  /** The value of a variable; null if it is not set. */
  @Nullable String get(String name);

  /** The folder with the files {@code ca.crt} and {@code token} of the pod's service account. */
  default Path serviceAccount() {
    return Path.of("/run/secrets/kubernetes.io/serviceaccount");
  }
}
