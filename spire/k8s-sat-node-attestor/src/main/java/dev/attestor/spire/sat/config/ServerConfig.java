package dev.attestor.spire.sat.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The {@code plugin_data} of the server's {@code k8s_sat}.
 *
 * @param clusters the clusters that it names
 * @param directory the folder with one file for each of further clusters
 */
public record ServerConfig(List<ClusterConfig> clusters, Optional<Path> directory) {

  /** Copies the list. */
  public ServerConfig {
    clusters = List.copyOf(clusters);
  }
}
