package dev.attestor.cli;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.spire.sdk.PluginNetwork;

/**
 * The plugin as {@link K8sPluginMain} runs it, but for one thing: every process is in one given
 * container, for a build has none. The class cache is made of its run, and fits only the class path
 * that it was made with: so this class has to lie in a jar that is shipped.
 */
final class RehearsalPlugin {

  private RehearsalPlugin() {}

  /** Takes the pod's UID and the container's ID. */
  public static void main(String[] args) {
    Location location = new Location.InPod(new PodUid(args[0]), new ContainerId(args[1]));
    K8sPluginMain.serve(config -> ports(location), PluginNetwork.ofThisSystem());
  }

  private static Ports ports(Location location) {
    return Ports.of(new Placed(LinuxContainerLocator.ofHost(PodCgroups.USUAL), location));
  }

  /** Every process in one place, and really looked at. */
  private record Placed(ContainerLocator host, Location location) implements ContainerLocator {

    @Override
    public ProcessPin pin(int pid) {
      return host.pin(pid);
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      host.locate(pid, pin);
      return location;
    }
  }
}
