package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.spi.Ports;
import dev.attestor.spire.sdk.PluginNetwork;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;
import dev.attestor.spire.workload.K8sPlugin;
import dev.attestor.spire.workload.ReportedEvents;
import java.util.function.Function;

/**
 * The main class of {@code attestor-k8s}, which contains only the plugin, so that it starts fast.
 */
public final class K8sPluginMain {

  private K8sPluginMain() {}

  /**
   * Serves until the host shuts it down; with the argument {@code --tcp}, over TCP as on Windows.
   */
  public static void main(String[] args) {
    serve(config -> Host.current().ports(config), Plugins.network(args));
  }

  static void serve(Function<K8sConfig, Ports> platform, PluginNetwork network) {
    PluginServer server = Plugins.begin(PluginType.WORKLOAD_ATTESTOR, network);
    K8sPlugin plugin =
        new K8sPlugin(
            Host.current().environment(),
            platform,
            Host::apiServer,
            new ReportedEvents(server.hostMetrics()));
    server
        .configuredBy(plugin)
        .add(plugin.service())
        // Attestations never block: they answer at once or complete a future.
        .callsOn(Runnable::run)
        .serve();
  }
}
