package dev.attestor.spire.workload.broker;

import static dev.attestor.spire.workload.broker.Cluster.BROKER;
import static dev.attestor.spire.workload.broker.Cluster.ask;
import static dev.attestor.spire.workload.broker.Cluster.code;
import static dev.attestor.spire.workload.broker.Cluster.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import dev.attestor.core.attest.Current;
import dev.attestor.core.pod.Selectors;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingCallsTest {

  private static final Any DEPLOYMENT = object("deployments", "apps", "shop", "checkout", "");

  @TempDir private Path folder;

  static Any reference(String kind) {
    return switch (kind) {
      case "process" -> Cluster.process(7);
      case "pod" -> object("pods", "core", "shop", "near", "");
      case "pod by UID" -> object("pods", "core", "", "", Cluster.U1);
      case "far pod" -> object("pods", "core", "shop", "far", "");
      default -> DEPLOYMENT;
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"process", "pod", "pod by UID", "far pod", "object"})
  void sendsNoRequestForCallsThatWereCancelledWhileTheyWaited(String kind) throws Exception {
    String policy = kind.equals("far pod") ? "permissive" : "enforced";
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with(policy, "cluster")) {
      cluster.api.hold();
      List<CompletableFuture<Selectors>> calls = new ArrayList<>();
      for (int i = 0; i < 9; i++) {
        calls.add(answers.attest(BROKER, Optional.of(reference(kind))));
      }
      // The types are read once for all who wait.
      cluster.api.awaitArrivals(kind.equals("object") ? 1 : 8);
      calls.forEach(call -> call.cancel(false));
      cluster.api.allowAll();
      cluster.api.answer(
          "/api/v1/namespaces/shop/pods/last", 200, Cluster.pod("last", "U3", "Running"));
      cluster.api.release();
      // It comes after all that waited before.
      assertThat(ask(answers, BROKER, object("pods", "core", "shop", "last", "")))
          .contains("pod-name:last");
      if (kind.equals("object")) {
        assertThat(cluster.api.reviews()).hasSizeLessThanOrEqualTo(8 + 1);
      } else {
        int own = policy.equals("enforced") ? 2 : 1;
        assertThat(cluster.api.requests()).hasSize(8 + own);
      }
    }
  }

  @Test
  void boundsTheOpenCallsOfABroker() throws Exception {
    Any near = reference("pod");
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("access_policy = \"enforced\"")) {
      cluster.api.hold();
      List<CompletableFuture<Selectors>> calls = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        calls.add(answers.attest(BROKER, Optional.of(near)));
      }
      assertThat(code(answers, BROKER, near)).isEqualTo(Code.UNAVAILABLE);
      assertThatThrownBy(() -> answers.attest(BROKER, 7))
          .hasMessage("UNAVAILABLE: 1000 calls of this broker are open already");
      assertThat(answers.attest(Cluster.AGENT, 7).get(30, TimeUnit.SECONDS).values()).isNotEmpty();
      calls.forEach(call -> call.cancel(false));
      cluster.api.release();
      cluster.api.allowAll();
      assertThat(ask(answers, BROKER, near)).contains("pod-name:near");
    }
  }

  @Test
  void endsACallWithTheConfigurationThatItBeganWith() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Current<Answers> current = new Current<>(Answers::close)) {
      current.replaceWith(cluster.with("permissive", "cluster"));
      cluster.api.answer(
          "/api/v1/namespaces/shop/pods/far", 200, Cluster.pod("far", "U2", "Running"));
      cluster.api.hold();
      Optional<Any> far = Optional.of(reference("far pod"));
      CompletableFuture<Selectors> old =
          current.use(answers -> answers.attest(BROKER, far)).orElseThrow();
      cluster.api.awaitArrivals(1);
      current.replaceWith(cluster.withoutBrokers());
      CompletableFuture<Selectors> fresh =
          current.use(answers -> answers.attest(BROKER, far)).orElseThrow();
      assertThatThrownBy(() -> fresh.get(30, TimeUnit.SECONDS))
          .hasMessageContaining("PERMISSION_DENIED");
      cluster.api.release();
      assertThat(old.get(30, TimeUnit.SECONDS).values()).contains("pod-name:far", "pod-uid:U2");
    }
  }
}
