package dev.attestor.cli;

import dev.attestor.spire.sat.agent.SatAgentPlugin;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;

/** Entry point of {@code attestor-k8s-sat-agent}. */
public final class SatAgentPluginMain {

  private SatAgentPluginMain() {}

  /**
   * Serves until the host says goodbye; with the argument {@code --tcp} as it does on Windows. Over
   * TCP the library lets in our parent process and nobody else, and does not start where it cannot
   * tell: the token goes to whoever calls.
   */
  public static void main(String[] args) {
    PluginServer server = Plugins.begin(PluginType.NODE_ATTESTOR, Plugins.network(args));
    SatAgentPlugin plugin = new SatAgentPlugin(Host.variables());
    server.configuredBy(plugin).add(plugin.service()).serve();
  }
}
