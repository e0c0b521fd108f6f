package dev.attestor.core.explain;

import dev.attestor.core.error.Causes;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.RuntimeAnswer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The ports of an attestor, with a step for each answer. They decide nothing. */
final class ExplainedPorts {

  private ExplainedPorts() {}

  /** Without news of containers: one attestation needs none. */
  static Ports of(Ports ports, ContainerLocator locator, Steps steps) {
    return new Ports(
        locator,
        ports.runtime().map(each -> new TheRuntime(each, steps)),
        ports.namespaces().map(each -> new Namespaces(each, steps)),
        ports.images().map(each -> new Images(each, steps)));
  }

  /** Returns the same future: cancelling it must reach the port. */
  @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
  private static <T> CompletableFuture<T> told(
      CompletableFuture<T> answer, String what, Steps steps, Consumer<T> good) {
    answer.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            good.accept(value);
          } else if (!(Causes.unwrap(failure) instanceof CancellationException)) {
            steps.add(what, "failed: " + Causes.unwrap(failure).getMessage());
          }
        });
    return answer;
  }

  private record TheRuntime(ContainerRuntime runtime, Steps steps) implements ContainerRuntime {

    private static final String WHAT = "container runtime";

    @Override
    public CompletableFuture<RuntimeAnswer> ask(ContainerId id) {
      steps.add(WHAT, "asked for container " + id);
      return told(runtime.ask(id), WHAT, steps, this::tell);
    }

    private void tell(RuntimeAnswer answer) {
      if (answer instanceof RuntimeAnswer.Found found) {
        Map<String, String> evidence = new LinkedHashMap<>();
        evidence.put("id", found.id().value());
        evidence.put("pod of the container", found.podUid());
        evidence.put("pod of its sandbox", found.sandboxPodUid());
        evidence.put("name", found.name());
        evidence.put("image", found.image());
        evidence.put("image ID", found.imageRef());
        steps.add(WHAT, "it is created or running", evidence);
      } else if (answer instanceof RuntimeAnswer.Sandbox) {
        steps.add(WHAT, "it is the sandbox of a pod");
      } else {
        steps.add(WHAT, "no such container, or no answer");
      }
    }

    @Override
    public long failures() {
      return runtime.failures();
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  private record Namespaces(NamespaceLabels labels, Steps steps) implements NamespaceLabels {
    @Override
    public CompletableFuture<Map<String, String>> of(String namespace) {
      return told(
          labels.of(namespace),
          "namespace",
          steps,
          found ->
              steps.add(
                  "namespace",
                  "the API server knows %s labels of namespace %s"
                      .formatted(found.size(), namespace)));
    }

    @Override
    public void close() {
      labels.close();
    }
  }

  private record Images(ImageVerifier images, Steps steps) implements ImageVerifier {

    private static final String WHAT = "image";

    @Override
    public CompletableFuture<List<String>> verify(String imageId, ContainerId container) {
      steps.add(WHAT, "signatures are looked for", Map.of("image ID", imageId));
      return told(
          images.verify(imageId, container),
          WHAT,
          steps,
          selectors -> steps.add(WHAT, "accepted, with %s selectors".formatted(selectors.size())));
    }

    @Override
    public void expect(String imageId) {
      // Only the image of this process is of interest.
    }

    @Override
    public void close() {
      images.close();
    }
  }
}
