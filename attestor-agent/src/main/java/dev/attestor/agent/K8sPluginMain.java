package dev.attestor.agent;

import dev.attestor.config.K8sConfig;
import dev.attestor.spi.ContainerLocator;
import dev.attestor.spire.plugin.PluginServer;
import dev.attestor.spire.plugin.PluginType;
import dev.attestor.spire.workload.K8sPlugin;
import java.util.function.Function;

/** Entry point of {@code attestor-k8s}: the plugin and nothing else, so that it starts fast. */
public final class K8sPluginMain {

  private K8sPluginMain() {}

  /** Serves until the host says goodbye. */
  public static void main(String[] args) {
    serve(Host::locator);
  }

  static void serve(Function<K8sConfig, ContainerLocator> platform) {
    // First of all, for no logger to be made before it.
    PluginServer server = PluginServer.of(PluginType.WORKLOAD_ATTESTOR);
    K8sPlugin plugin = new K8sPlugin(Host.environment(), platform);
    server
        .configuredBy(plugin)
        .add(plugin.service())
        // Attestations never block: they answer at once or through a future.
        .callsOn(Runnable::run)
        .serve();
  }
}
