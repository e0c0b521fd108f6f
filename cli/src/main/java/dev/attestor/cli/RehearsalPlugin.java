package dev.attestor.cli;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerArrivals;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.spire.sdk.PluginNetwork;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The plugin as {@link K8sPluginMain} runs it, but every process is in one given pod, for a build
 * has none. The class cache is made of its run, with what was called often, so that the first
 * process of a node waits neither for classes nor for slow code. The cache fits only the class path
 * that it was made with: so this class has to lie in a jar that is shipped.
 */
final class RehearsalPlugin {

  private RehearsalPlugin() {}

  /** Takes the pod's UID, and the ID of the container that the kubelet lists. */
  public static void main(String[] args) {
    PodUid pod = new PodUid(args[0]);
    Location listed = new Location.InPod(pod, new ContainerId(args[1]));
    K8sPluginMain.serve(
        config -> {
          Ports host = Host.current().ports(config);
          Young young = new Young(pod);
          return new Ports(
              new Placed(host.locator(), listed, young, new AtomicInteger()),
              host.runtime(),
              host.namespaces(),
              host.images(),
              Optional.of(young),
              Optional.empty());
        },
        PluginNetwork.ofThisSystem());
  }

  /** Every second process in a young container; and each is really looked at. */
  private record Placed(ContainerLocator host, Location listed, Young young, AtomicInteger calls)
      implements ContainerLocator {

    @Override
    public ProcessPin pin(int pid) {
      return host.pin(pid);
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      host.locate(pid, pin);
      int call = calls.getAndIncrement();
      return call % 2 == 0 ? listed : young.place(call / 2);
    }
  }

  /**
   * Containers that only the container runtime knows, each for some calls; the next one arrives.
   */
  private static final class Young implements ContainerArrivals {

    private static final int CALLS = 20;

    private final PodUid pod;
    private volatile Optional<Listener> listener = Optional.empty();

    Young(PodUid pod) {
      this.pod = pod;
    }

    Location place(int call) {
      if (call % CALLS == 0) {
        listener.ifPresent(told -> told.container(pod, container(call / CALLS + 1)));
      }
      return new Location.InPod(pod, container(call / CALLS));
    }

    private static ContainerId container(int number) {
      return new ContainerId("%064x".formatted(number));
    }

    @Override
    public void start(Listener told) {
      listener = Optional.of(told);
      told.container(pod, container(0));
    }

    @Override
    public void close() {}
  }
}
