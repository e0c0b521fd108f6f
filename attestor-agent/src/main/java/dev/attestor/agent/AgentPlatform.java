package dev.attestor.agent;

import dev.attestor.config.K8sConfig;
import dev.attestor.node.Platform;
import dev.attestor.node.config.AgentConfig;
import dev.attestor.node.listen.Doorkeeper;
import dev.attestor.node.listen.Listener;
import dev.attestor.node.unix.UnixListener;
import dev.attestor.spi.Ports;
import java.io.IOException;
import java.util.Locale;

/** What the daemon needs of this host. Apart from {@link Host}, which the plugin uses as well. */
final class AgentPlatform implements Platform {

  AgentPlatform() {}

  @Override
  public Ports ports(K8sConfig config) {
    return Host.ports(config);
  }

  /**
   * Returns on Linux only.
   *
   * @throws UnsupportedOperationException elsewhere
   */
  static void requireLinux(String what) {
    String name = System.getProperty("os.name", "");
    if (!name.toLowerCase(Locale.ROOT).equals("linux")) {
      throw new UnsupportedOperationException(
          "%s on Linux only, this is \"%s\"".formatted(what, name));
    }
  }

  @Override
  public Listener listener(AgentConfig config, Doorkeeper doorkeeper) throws IOException {
    requireLinux("the agent listens");
    return new UnixListener(config.socket(), doorkeeper, config.peersByNumber());
  }
}
