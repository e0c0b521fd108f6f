package dev.attestor.agent;

import dev.attestor.spire.node.sat.server.SatServerPlugin;
import dev.attestor.spire.plugin.PluginServer;
import dev.attestor.spire.plugin.PluginType;

/** Entry point of {@code attestor-k8s-sat-server}. */
public final class SatServerPluginMain {

  private SatServerPluginMain() {}

  /** Serves until the host says goodbye; with the argument {@code --tcp} as it does on Windows. */
  public static void main(String[] args) {
    // First of all, for no logger to be made before it.
    PluginServer server = PluginServer.of(PluginType.NODE_ATTESTOR).over(Host.network(args));
    SatServerPlugin plugin = new SatServerPlugin(server.hostServices(), Host.variables());
    server.configuredBy(plugin).add(plugin.service()).serve();
  }
}
