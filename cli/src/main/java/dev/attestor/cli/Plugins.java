package dev.attestor.cli;

import dev.attestor.spire.sdk.PluginNetwork;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;
import java.util.Arrays;

/** Starts plugins. */
final class Plugins {

  private Plugins() {}

  /** Creates a plugin. Over TCP, it accepts only the process that started it. */
  static PluginServer begin(PluginType type, PluginNetwork network) {
    // Comes first, because no logger may be created before it.
    PluginServer server = PluginServer.of(type).over(network);
    Host.current().pluginPeerCheck().ifPresent(server::peerCheck);
    return server;
  }

  /** The network of a plugin: the default of this system, or TCP with {@code --tcp}. */
  static PluginNetwork network(String[] arguments) {
    return Arrays.asList(arguments).contains("--tcp")
        ? PluginNetwork.TCP
        : PluginNetwork.ofThisSystem();
  }
}
