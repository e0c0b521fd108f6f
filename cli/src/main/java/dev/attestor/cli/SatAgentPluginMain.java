package dev.attestor.cli;

import dev.attestor.spire.sat.ReportedEvents;
import dev.attestor.spire.sat.agent.SatAgentPlugin;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;

/** The main class of {@code attestor-k8s-sat-agent}. */
public final class SatAgentPluginMain {

  private SatAgentPluginMain() {}

  /**
   * Serves until the host shuts it down; with the argument {@code --tcp}, over TCP as on Windows.
   * Over TCP, only the parent process may connect, because any caller gets the token. If the parent
   * cannot be identified, the plugin does not start.
   */
  public static void main(String[] args) {
    PluginServer server = Plugins.begin(PluginType.NODE_ATTESTOR, Plugins.network(args));
    SatAgentPlugin plugin =
        new SatAgentPlugin(Host.variables(), new ReportedEvents(server.hostMetrics()));
    server.configuredBy(plugin).add(plugin.service()).serve();
  }
}
