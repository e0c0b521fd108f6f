package dev.attestor.spire.workload.broker;

import static dev.attestor.spire.workload.broker.Cluster.BROKER;
import static dev.attestor.spire.workload.broker.Cluster.object;
import static dev.attestor.spire.workload.broker.Cluster.process;
import static dev.attestor.spire.workload.broker.Cluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.attestor.core.error.ApiServerException;
import dev.attestor.testkit.FakeKubelet;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers learn no address, no path and no word that the kubelet or the API server says. */
class ErrorTextsTest {

  private static final Any NEAR = object("pods", "core", "shop", "near", "");

  private static final String SECRET =
      "{\"metadata\":{\"namespace\":\"shop\",\"name\":\"s\",\"uid\":\"s1\"}}";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"permissive", "enforced"})
  void saysNothingOfTheKubeletsAnswer(String policy) throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with(policy, "agent_node")) {
      cluster.api.allowAll();
      cluster.kubelet.answerWith(
          FakeKubelet.answer(503, "a secret reason".getBytes(StandardCharsets.UTF_8)));
      for (Any reference : List.of(process(7), NEAR, object("pods", "core", "", "", Cluster.U1))) {
        assertThat(refusal(answers, BROKER, reference))
            .extracting(Status::getCode, Status::getDescription)
            .containsExactly(
                Code.UNAVAILABLE,
                "the kubelet cannot be asked; the log of the SPIRE agent says why");
      }
    }
  }

  @Test
  void saysNothingOfTheFilesThatReachTheApiServer() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      Files.writeString(folder.resolve("kubeconfig"), "current-context: nowhere");
      assertThat(refusal(answers, BROKER, NEAR))
          .extracting(Status::getCode, Status::getDescription)
          .containsExactly(
              Code.INTERNAL,
              "the API server cannot be asked: our kubeconfig or our service account cannot be used");
    }
  }

  @ParameterizedTest
  @CsvSource({"true, UNAVAILABLE", "false, INTERNAL"})
  void leavesToTheLogWhyLabelsOfANamespaceCannotBeRead(boolean mayPass, Code code)
      throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try (Cluster cluster = new Cluster(folder)) {
      cluster.api.answer("/api/v1/namespaces/shop/secrets/s", 200, SECRET);
      cluster.failNamespaces(new ApiServerException(mayPass, "a secret reason"));
      try (Answers answers = cluster.with("permissive", "agent_node")) {
        for (Any reference : List.of(NEAR, object("secrets", "core", "shop", "s", ""))) {
          log.reset();
          assertThat(refusal(answers, BROKER, reference))
              .extracting(Status::getCode, Status::getDescription)
              .containsExactly(
                  code,
                  "the labels of the namespace cannot be read; the log of the SPIRE agent says why");
          assertThat(log.toString(StandardCharsets.UTF_8)).contains("reason=a secret reason");
        }
      }
    } finally {
      System.setErr(before);
    }
  }
}
