package dev.attestor.cli;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.LocatedProcess;
import dev.attestor.core.spi.Ports;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.spire.sdk.Network;

/**
 * The plugin as {@link K8sPluginMain} runs it, but for one thing: every process is in one given
 * container, for a build has none. The class cache is made of its run.
 */
final class RehearsalPlugin {

  private RehearsalPlugin() {}

  /** Takes the pod's UID and the container's ID. */
  public static void main(String[] args) {
    Location location = new Location.InPod(new PodUid(args[0]), new ContainerId(args[1]));
    LinuxContainerLocator real = LinuxContainerLocator.ofHost("/");
    K8sPluginMain.serve(
        config -> Ports.of(pid -> new Placed(real.locate(pid), location)), Network.ofThisSystem());
  }

  /** A process that was really looked at. */
  private record Placed(LocatedProcess process, Location location) implements LocatedProcess {

    @Override
    public void requireRunning() {
      process.requireRunning();
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
