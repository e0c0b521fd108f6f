package dev.attestor.cli;

import dev.attestor.spire.sat.ReportedEvents;
import dev.attestor.spire.sat.server.SatServerPlugin;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;

/** The main class of {@code attestor-k8s-sat-server}. */
public final class SatServerPluginMain {

  private SatServerPluginMain() {}

  /**
   * Serves until the host shuts it down; with the argument {@code --tcp}, over TCP as on Windows.
   */
  public static void main(String[] args) {
    PluginServer server = Plugins.begin(PluginType.NODE_ATTESTOR, Plugins.network(args));
    SatServerPlugin plugin =
        new SatServerPlugin(
            server.hostServices(), Host.variables(), new ReportedEvents(server.hostMetrics()));
    server.configuredBy(plugin).add(plugin.service()).serve();
  }
}
