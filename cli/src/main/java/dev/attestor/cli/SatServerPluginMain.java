package dev.attestor.cli;

import dev.attestor.spire.sat.server.SatServerPlugin;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;

/** Entry point of {@code attestor-k8s-sat-server}. */
public final class SatServerPluginMain {

  private SatServerPluginMain() {}

  /** Serves until the host says goodbye; with the argument {@code --tcp} as it does on Windows. */
  public static void main(String[] args) {
    PluginServer server = Plugins.begin(PluginType.NODE_ATTESTOR, Plugins.network(args));
    SatServerPlugin plugin = new SatServerPlugin(server.hostServices(), Host.variables());
    server.configuredBy(plugin).add(plugin.service()).serve();
  }
}
