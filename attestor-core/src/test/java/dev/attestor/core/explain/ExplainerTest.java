package dev.attestor.core.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.Evidence;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.RecordedPods;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExplainerTest {

  private static final String POD = "cf6ea4d2-ac1b-49ff-95b5-541576c72796";
  private static final String CONTAINER =
      "e37a023bce46278660ef333d40157dae269faf7f00e5579f2ad497a72928a957";
  private static final Location BLOG =
      new Location.InPod(new PodUid(POD), new ContainerId(CONTAINER));

  /** A first request takes long on a busy machine. */
  private int attempts = 600;

  private FakeKubelet kubelet;
  private int closed;

  @BeforeEach
  void start() throws Exception {
    kubelet = FakeKubelet.plain(FakeKubelet.answer(200, RecordedPods.pods()));
  }

  @AfterEach
  void stop() {
    kubelet.close();
  }

  @Test
  void tellsEachStepWithItsEvidenceInOrder() throws Exception {
    Explanation explanation = explain(() -> BLOG);

    assertThat(explanation.outcome()).isEqualTo(Outcome.IN_POD);
    assertThat(explanation.answer()).startsWith("container \"").contains("\" of pod \"");
    assertThat(explanation.steps())
        .extracting(Step::what)
        .containsExactly(
            "kubelet", "process", "evidence", "place", "kubelet", "pod list", "decision", "end");
    assertThat(explanation.steps().get(2).evidence())
        .isEqualTo(Map.of("text", "\"0::/pod\"", "taken from it", "a pod"));
    assertThat(explanation.steps().get(5).evidence())
        .containsEntry("uid", POD)
        .containsValue(CONTAINER);
    assertThat(explanation.selectors())
        .extracting(Explanation.Origin::selector, Explanation.Origin::source)
        .contains(tuple("pod-uid:" + POD, "the kubelet, metadata.uid"));
  }

  @Test
  void closesWhatItWasConnectedTo() throws Exception {
    explain(() -> BLOG);

    assertThat(closed).isOne();
  }

  @Test
  void explainsAFailureInTheSameWay() throws Exception {
    Explanation explanation =
        explain(
            () -> {
              throw new ConflictingEvidenceException("two pods");
            });

    assertThat(explanation.outcome()).isEqualTo(Outcome.CONFLICT);
    assertThat(explanation.answer()).isEqualTo("two pods");
    assertThat(explanation.steps())
        .extracting(Step::what, Step::said)
        .contains(tuple("place", "none: two pods"), tuple("end", "conflict"));
    assertThat(explanation.steps()).extracting(Step::what).contains("evidence");
    assertThat(explanation.selectors()).isEmpty();
  }

  @Test
  void saysWhatTheKubeletListsInsteadOfTheContainer() throws Exception {
    attempts = 10;
    kubelet.answerWith(FakeKubelet.answer(200, "{\"items\": []}".getBytes(StandardCharsets.UTF_8)));

    Explanation explanation = explain(() -> BLOG);

    assertThat(explanation.outcome()).isEqualTo(Outcome.NOT_LISTED);
    assertThat(explanation.steps())
        .extracting(Step::what, Step::said)
        .contains(tuple("pod list", "the kubelet lists 0 pods, and no pod " + POD));
  }

  @Test
  void explainsAKubeletThatRefuses() throws Exception {
    kubelet.answerWith(FakeKubelet.answer(403, new byte[0]));

    Explanation explanation = explain(() -> BLOG);

    assertThat(explanation.outcome()).isEqualTo(Outcome.KUBELET);
    assertThat(explanation.steps())
        .anySatisfy(
            step -> assertThat(step.said()).startsWith("it gave no list: ").contains("403"));
  }

  @Test
  void needsNoPodListOutsideOfPods() throws Exception {
    Explanation explanation = explain(Location.Outside::new);

    assertThat(explanation.outcome()).isEqualTo(Outcome.NOT_IN_POD);
    assertThat(explanation.steps()).extracting(Step::what).doesNotContain("pod list");
  }

  @Test
  void asksNoKubeletIfAnAttestationAsksNone() throws Exception {
    Explanation explanation = explain(() -> BLOG, "disable_kubelet_client = true");

    assertThat(explanation.answer()).contains("disable_kubelet_client = true");
    assertThat(explanation.steps())
        .extracting(Step::what, Step::said)
        .contains(tuple("kubelet", "nobody asks it (disable_kubelet_client = true)"));
    assertThat(kubelet.requests()).isZero();
  }

  private Explanation explain(Lookup lookup) throws Exception {
    return explain(
        lookup,
        "kubelet_read_only_port = %s poll_retry_interval = \"50ms\" max_poll_attempts = %s"
            .formatted(kubelet.port(), attempts));
  }

  private Explanation explain(Lookup lookup, String settings) throws Exception {
    K8sConfig config = new K8sConfigReader(name -> null).read(settings).config();
    return new Explainer(config, new Steps())
        .explain(4242, () -> Ports.of(new Node(lookup, () -> closed++)));
  }

  private interface Lookup {
    Location where();
  }

  private record Node(Lookup lookup, Runnable closing) implements ContainerLocator {

    @Override
    public ProcessPin pin(int pid) {
      return new ProcessPin() {
        @Override
        public boolean isRunning() {
          return true;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public Location locate(int pid, ProcessPin pin) {
      throw new IllegalStateException("an explanation asks for the evidence");
    }

    @Override
    public Location locate(int pid, ProcessPin pin, Consumer<Evidence> seen) {
      seen.accept(new Evidence("/proc/4242/cgroup", "\"0::/pod\"", "a pod"));
      return lookup.where();
    }

    @Override
    public void close() {
      closing.run();
    }
  }
}
