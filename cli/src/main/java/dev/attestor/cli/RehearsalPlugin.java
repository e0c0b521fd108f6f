package dev.attestor.cli;

import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerArrivals;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.core.spi.RuntimeAnswer;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.spire.sdk.PluginNetwork;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The plugin as {@link K8sPluginMain} runs it, but for its ports: every process is in one given
 * pod, for a build has none. Each second call is of a container that only the container runtime
 * knows, so that the first young container does not wait for classes. The class cache is made of
 * its run, and fits only the class path that it was made with: so this class has to lie in a jar
 * that is shipped.
 */
final class RehearsalPlugin {

  private RehearsalPlugin() {}

  /** Takes the pod's UID, the ID of its container, and that container's name. */
  public static void main(String[] args) {
    PodUid pod = new PodUid(args[0]);
    Location listed = new Location.InPod(pod, new ContainerId(args[1]));
    ContainerId young = new ContainerId("0".repeat(64));
    RuntimeAnswer answer =
        new RuntimeAnswer.Found(young, pod.value(), pod.value(), args[2], "image", "image ID");
    Ports ports =
        Ports.of(
                new Placed(
                    LinuxContainerLocator.ofHost(PodCgroups.USUAL),
                    listed,
                    new Location.InPod(pod, young),
                    new AtomicInteger()))
            .withRuntime(Optional.of(new Known(answer)))
            .withArrivals(Optional.of(new Arrived(pod, young)));
    K8sPluginMain.serve(config -> ports, PluginNetwork.ofThisSystem());
  }

  /** Every process in one of two places in turns, and really looked at. */
  private record Placed(ContainerLocator host, Location first, Location second, AtomicInteger calls)
      implements ContainerLocator {

    @Override
    public ProcessPin pin(int pid) {
      return host.pin(pid);
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      host.locate(pid, pin);
      return calls.getAndIncrement() % 2 == 0 ? first : second;
    }
  }

  private record Known(RuntimeAnswer answer) implements ContainerRuntime {
    @Override
    public CompletableFuture<RuntimeAnswer> ask(ContainerId id) {
      return CompletableFuture.completedFuture(answer);
    }

    @Override
    public void close() {}
  }

  private record Arrived(PodUid pod, ContainerId container) implements ContainerArrivals {
    @Override
    public void start(Listener listener) {
      listener.container(pod, container);
    }

    @Override
    public void close() {}
  }
}
