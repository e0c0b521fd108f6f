package dev.attestor.agent;

import dev.attestor.config.Environment;
import dev.attestor.config.K8sConfig;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.spi.ContainerLocator;
import dev.attestor.spi.Ports;
import java.util.Locale;

/** What this host is: its platform and its environment. */
final class Host {

  private Host() {}

  /**
   * What an attestor of that configuration is connected to on this platform.
   *
   * @throws UnsupportedOperationException on a platform that cannot locate processes
   */
  static Ports ports(K8sConfig config) {
    return Ports.of(locator(config));
  }

  /**
   * The lookup of this platform.
   *
   * @throws UnsupportedOperationException on a platform that has none
   */
  private static ContainerLocator locator(K8sConfig config) {
    String name = System.getProperty("os.name", "");
    if (name.toLowerCase(Locale.ROOT).equals("linux")) {
      return LinuxContainerLocator.ofHost(config.cgroupRoot());
    }
    throw new UnsupportedOperationException(
        "processes cannot be located on \"%s\", expected Linux".formatted(name));
  }

  @SuppressForbidden(reason = "the one place that reads the environment")
  static Environment environment() {
    return System::getenv;
  }
}
