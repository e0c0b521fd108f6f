package dev.attestor.core.config;

import java.util.Set;

/** The names of Docker Hub, whose images, logins and API have different ones. */
public final class RegistryNames {

  /** The name in images and configurations. */
  public static final String DOCKER_HUB = "docker.io";

  /** The host that serves its images. */
  public static final String DOCKER_HUB_HOST = "registry-1.docker.io";

  private static final Set<String> ALIASES = Set.of("index.docker.io", DOCKER_HUB_HOST);

  private RegistryNames() {}

  /** The name by which a registry is known, whichever of its hosts is given in lower case. */
  public static String canonical(String host) {
    return ALIASES.contains(host) ? DOCKER_HUB : host;
  }
}
