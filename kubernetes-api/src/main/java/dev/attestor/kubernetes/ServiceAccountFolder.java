package dev.attestor.kubernetes;

import dev.attestor.core.config.PodFolders;
import java.nio.file.Path;
import java.util.Map;

/** The folder of this pod's service account, with {@code ca.crt} and {@code token}. */
public final class ServiceAccountFolder {

  private ServiceAccountFolder() {}

  /** The folder as the variables of this process tell it. */
  public static Path of(Map<String, String> environment) {
    // Windows alone has drives, and every process there knows its system's.
    return PodFolders.serviceAccount(
        environment::get, Path.of(environment.getOrDefault("SystemDrive", "") + "/"));
  }
}
