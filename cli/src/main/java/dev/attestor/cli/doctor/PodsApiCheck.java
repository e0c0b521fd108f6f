package dev.attestor.cli.doctor;

import dev.attestor.core.config.PodsApiSocket;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.spi.LocalPods;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/** Whether the kubelet lists its pods on its socket. */
final class PodsApiCheck {

  private static final String WHAT = "kubelet Pods API";

  private final Optional<PodsApiSocket> socket;
  private final LocalPods.Opener opener;

  PodsApiCheck(Optional<PodsApiSocket> socket, LocalPods.Opener opener) {
    this.socket = socket;
    this.opener = opener;
  }

  Finding run() {
    if (socket.isEmpty()) {
      return Finding.leftOut(
          WHAT, "kubelet_pods_api is \"off\", or \"auto\" with another port than the usual one");
    }
    PodsApiSocket used = socket.get();
    if (!used.isRequired() && !Files.exists(used.path())) {
      return Finding.leftOut(
          WHAT,
          "this account sees no socket \"%s\"; kubelets have it from 1.37 on, for root"
              .formatted(used.path()));
    }
    long began = System.nanoTime();
    try (LocalPods pods = opener.open(used.path(), (pod, bytes) -> {})) {
      PodList list = pods.list();
      return Finding.ok(
          WHAT,
          "\"%s\" lists %s pods in %s ms; the port is asked only while it does not"
              .formatted(
                  used.path(),
                  list.pods().size(),
                  Duration.ofNanos(System.nanoTime() - began).toMillis()));
    } catch (KubeletException e) {
      return Finding.problem(
          WHAT,
          String.valueOf(e.getMessage()),
          "is it the socket of a running kubelet of 1.37 or newer, and does Attestor run as root?"
              + " kubelet_pods_api = \"off\" asks the port alone");
    } catch (RuntimeException | LinkageError e) {
      return Finding.problem(
          WHAT,
          "the kubelet's socket \"%s\" cannot be asked: %s".formatted(used.path(), e),
          "kubelet_pods_api = \"off\" asks the port alone");
    }
  }
}
