package dev.attestor.cli;

import dev.attestor.spire.sdk.Network;
import dev.attestor.spire.sdk.PluginServer;
import dev.attestor.spire.sdk.PluginType;
import java.util.Arrays;

/** How plugins begin. */
final class Plugins {

  private Plugins() {}

  /** Begins a plugin; over TCP it lets in the process that started it and nobody else. */
  static PluginServer begin(PluginType type, Network network) {
    // First of all, for no logger to be made before it.
    PluginServer server = PluginServer.of(type).over(network);
    Host.current().pluginPeerCheck().ifPresent(server::peerCheck);
    return server;
  }

  /** How a plugin is reached: as is usual here, or with {@code --tcp} as on Windows. */
  static Network network(String[] arguments) {
    return Arrays.asList(arguments).contains("--tcp") ? Network.TCP : Network.ofThisSystem();
  }
}
