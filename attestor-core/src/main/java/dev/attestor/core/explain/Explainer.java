package dev.attestor.core.explain;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.AttestationPolicy;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.PodsApiSocket;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.Causes;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.core.event.Source;
import dev.attestor.core.kubelet.KubeletClient;
import dev.attestor.core.kubelet.SharedPodList;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.PodSource;
import dev.attestor.core.spi.Ports;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Explains one attestation: runs it with the very parts that always run it, and writes down what
 * each of them is asked and says. No credential is among it.
 */
public final class Explainer {

  private final K8sConfig config;
  private final Steps steps;

  /**
   * Explains by a configuration.
   *
   * @param steps where parts outside of the core may add steps too
   */
  public Explainer(K8sConfig config, Steps steps) {
    this.config = config;
    this.steps = steps;
  }

  /**
   * Attests a process, and waits as long as the configuration allows. A failure is an explanation
   * too.
   *
   * @param opening opens what the attestor is connected to; closed at the end
   */
  public Explanation explain(int pid, Supplier<Ports> opening) {
    Ports ports;
    try {
      ports = opening.get();
    } catch (AttestationException e) {
      steps.add("parts", "not all parts can be used: " + e.getMessage());
      return failed(pid, e);
    }
    Listening listener = new Listening(steps);
    ExplainedLocator locator = new ExplainedLocator(ports.locator(), steps);
    Ports explained = ExplainedPorts.of(ports, locator, steps);
    Optional<KubeletClient> kubelet;
    PodSource lists;
    try {
      Optional<PodsApiSocket> socket =
          config.podsApi().filter(api -> ports.localPods().isPresent() && Files.exists(api.path()));
      kubelet =
          socket.isPresent() || config.kubeletDisabled()
              ? Optional.empty()
              : Optional.of(new KubeletClient(config.kubelet(), config.reloadInterval()));
      lists =
          kubelet
              .<PodSource>map(port -> new SharedPodList(port, config, listener))
              .orElseGet(() -> WorkloadAttestor.pods(config, ports, listener));
      steps.add("kubelet", asked(socket));
    } catch (KubeletException e) {
      ports.close();
      steps.add("kubelet", "it cannot be asked: " + e.getMessage());
      return failed(pid, e);
    }
    ExplainedPods pods = new ExplainedPods(lists, steps, locator::location);
    try (WorkloadAttestor attestor =
        new WorkloadAttestor(explained, pods, AttestationPolicy.of(config), listener)) {
      Attestation answer = attestor.attest(pid).join();
      listener.awaitEnd();
      kubelet.ifPresent(this::verified);
      return explanation(pid, answer, listener.source);
    } catch (CompletionException e) {
      listener.awaitEnd();
      kubelet.ifPresent(this::verified);
      return failed(pid, Causes.unwrap(e));
    }
  }

  private String asked(Optional<PodsApiSocket> socket) {
    if (config.kubeletDisabled()) {
      return "nobody asks it (disable_kubelet_client = true)";
    }
    return socket
        .map(api -> "on its socket \"%s\", or its port".formatted(api.path()))
        .orElseGet(() -> KubeletWords.of(config.kubelet()));
  }

  private void verified(KubeletClient kubelet) {
    kubelet
        .verification()
        .ifPresent(how -> steps.add("kubelet", "its certificate was verified by " + how.way()));
  }

  private Explanation explanation(int pid, Attestation answer, Source source) {
    if (!(answer instanceof Attestation.InPod in)) {
      return new Explanation(
          pid,
          Outcome.NOT_IN_POD,
          "the process is in no pod",
          steps.sinceBegin(),
          steps.all(),
          List.of());
    }
    String pod = in.placement().pod().displayName();
    Optional<String> container = in.placement().container().map(Container::name);
    return new Explanation(
        pid,
        Outcome.IN_POD,
        container
            .map(name -> "container \"%s\" of pod \"%s\"".formatted(name, pod))
            .orElseGet(() -> "pod \"%s\"".formatted(pod)),
        steps.sinceBegin(),
        steps.all(),
        SelectorOrigins.of(in, source));
  }

  private Explanation failed(int pid, Throwable failure) {
    String message =
        failure instanceof AttestationException
            ? String.valueOf(failure.getMessage())
            : String.valueOf(failure);
    return new Explanation(
        pid, Outcome.of(failure), message, steps.sinceBegin(), steps.all(), List.of());
  }

  /** Adds a step for each event of the attestor. */
  private static final class Listening implements AttestorListener {

    private final Steps steps;

    private final CountDownLatch ended = new CountDownLatch(1);

    private volatile Source source = Source.LISTED;

    Listening(Steps steps) {
      this.steps = steps;
    }

    @Override
    public void kubeletAsked(@Nullable KubeletException failure, long nanos) {
      steps.add(
          "kubelet",
          failure == null
              ? "it answered within %s ms".formatted(TimeUnit.NANOSECONDS.toMillis(nanos))
              : "it gave no list: " + failure.getMessage());
    }

    @Override
    public void found(Source by, long nanos) {
      source = by;
      steps.add(
          "decision",
          switch (by) {
            case LISTED -> "the kubelet lists the container";
            case WATCHED -> "the kubelet told of the container after its list";
            case RUNTIME, PREFETCHED ->
                "the pod declares the container that the runtime names, and the cgroup names the"
                    + " same pod";
          });
    }

    @Override
    public void attested(Outcome outcome, long nanos) {
      steps.add("end", outcome.name().toLowerCase(java.util.Locale.ROOT));
      ended.countDown();
    }

    /** The event may come a moment after the answer. */
    void awaitEnd() {
      try {
        if (!ended.await(1, TimeUnit.SECONDS)) {
          steps.add("end", "unknown");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
