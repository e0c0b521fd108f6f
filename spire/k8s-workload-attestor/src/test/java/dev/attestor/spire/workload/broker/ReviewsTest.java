package dev.attestor.spire.workload.broker;

import static dev.attestor.spire.workload.broker.Cluster.AGENT;
import static dev.attestor.spire.workload.broker.Cluster.BROKER;
import static dev.attestor.spire.workload.broker.Cluster.U1;
import static dev.attestor.spire.workload.broker.Cluster.ask;
import static dev.attestor.spire.workload.broker.Cluster.code;
import static dev.attestor.spire.workload.broker.Cluster.object;
import static dev.attestor.spire.workload.broker.Cluster.process;
import static dev.attestor.spire.workload.broker.Cluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.attestor.testkit.FakeApiServer;
import dev.attestor.testkit.FakeKubelet;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReviewsTest {

  private static final Any NEAR = object("pods", "core", "shop", "near", "");

  @TempDir private Path folder;

  @Test
  void asksOnceForEachAnswerWithTheNamesOfWhatWasFound() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      cluster.api.allowAll();
      assertThat(ask(answers, BROKER, process(7))).contains("container-name:main");
      assertThat(ask(answers, BROKER, object("pods", "core", "", "", U1))).contains("ns:shop");
      assertThat(cluster.api.reviews()).hasSize(2).containsOnly(review("", "pods", "shop", "near"));

      cluster.api.answer(
          "/apis/apps/v1/deployments?limit=250", 200, PodsTest.list("checkout", "d1"));
      cluster.api.answer(
          "/apis/apps/v1/namespaces/shop/deployments/checkout",
          200,
          OtherObjectsTest.metadata("shop", "checkout", "d1"));
      assertThat(ask(answers, BROKER, object("deployments", "apps", "", "", "d1")))
          .contains("name:checkout");
      assertThat(cluster.api.reviews())
          .hasSize(3)
          .last()
          .isEqualTo(review("apps", "deployments", "shop", "checkout"));
    }
  }

  @Test
  void asksNothingForTheAgentOrForAProcessOutsideOfPods() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      assertThat(ask(answers, AGENT, NEAR)).contains("ns:shop");
      assertThat(ask(answers, AGENT, process(7))).contains("ns:shop");
      assertThat(ask(answers, BROKER, process(8))).isEmpty();
      assertThat(cluster.api.reviews()).isEmpty();
    }
  }

  @Test
  void refusesWithOneMessageWhetherThereIsSuchAnObjectOrNot() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "cluster")) {
      cluster.api.answer(
          "/api/v1/namespaces/shop/secrets/s", 200, OtherObjectsTest.metadata("shop", "s", "s1"));
      List<Any> references =
          List.of(
              NEAR,
              process(7),
              object("pods", "core", "", "", U1),
              object("pods", "core", "shop", "nope", ""),
              object("secrets", "core", "shop", "s", ""),
              object("secrets", "core", "shop", "s", "zzz"),
              object("secrets", "core", "shop", "nope", ""));
      Set<String> messages = new HashSet<>();
      for (Any reference : references) {
        Status status = refusal(answers, BROKER, reference);
        assertThat(status.getCode()).isEqualTo(Code.PERMISSION_DENIED);
        messages.add(String.valueOf(status.getDescription()));
      }
      assertThat(messages)
          .containsExactly(
              "broker \"spiffe://example.org/b\" may not get the identity that it asked for;"
                  + " it needs the verb \"impersonate-via-spire\"");
      // With a name, nothing is read before the review.
      assertThat(cluster.api.requests())
          .containsOnly("POST /apis/authorization.k8s.io/v1/subjectaccessreviews");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | PERMISSION_DENIED",
        "null | PERMISSION_DENIED",
        "{\"allowed\":false,\"evaluationError\":\"e\"} | PERMISSION_DENIED",
        "{\"allowed\":true,\"evaluationError\":\"e\"} | OK",
        "{\"allowed\":true,\"denied\":true} | PERMISSION_DENIED",
        "{\"allowed\":true,\"denied\":false} | OK",
        "{\"allowed\":\"true\"} | INTERNAL",
        "{\"allowed\":1} | INTERNAL",
        "7 | INTERNAL"
      })
  void takesNothingButAClearYes(String status, Code expected) throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      cluster.api.reviewWith(201, FakeApiServer.review(status));
      if (expected == Code.OK) {
        assertThat(ask(answers, BROKER, NEAR)).contains("ns:shop");
      } else {
        assertThat(code(answers, BROKER, NEAR)).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "500, UNAVAILABLE",
    "503, UNAVAILABLE",
    "429, UNAVAILABLE",
    "401, INTERNAL",
    "403, INTERNAL",
    "404, INTERNAL",
    "400, INTERNAL"
  })
  void tellsWhetherItMayPassThatThereIsNoReview(int status, Code expected) throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      cluster.api.reviewWith(status, "{\"kind\":\"Status\",\"message\":\"a secret reason\"}");
      assertThat(refusal(answers, BROKER, NEAR))
          .matches(each -> each.getCode() == expected)
          .extracting(each -> String.valueOf(each.getDescription()))
          .matches(text -> !text.contains("secret"));
      assertThat(cluster.api.reviews()).hasSize(1);
    }
  }

  @Test
  void namesTheRightToReview() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      cluster.api.reviewWith(403, "");
      assertThat(refusal(answers, BROKER, NEAR).getDescription())
          .contains(
              "grant our account \"create\" on \"subjectaccessreviews.authorization.k8s.io\"");
    }
  }

  @Test
  void takesAnAnswerThatIsNoReviewForNone() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      cluster.api.reviewWith(201, "{\"status\":{\"allowed\":true}}");
      assertThat(code(answers, BROKER, NEAR)).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void tellsNothingOfTheProcessesThatItCannotAttest() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers =
            cluster.with(
                """
                access_policy = "enforced"
                } }
                max_poll_attempts = 1
                experimental { broker {
                """)) {
      cluster.kubelet.answerWith(
          FakeKubelet.answer(
              200,
              ("{\"items\":["
                      + Cluster.pod("near", U1, "Running").replace("id-near", "other")
                      + "]}")
                  .getBytes(StandardCharsets.UTF_8)));
      assertThat(refusal(answers, BROKER, process(7)))
          .extracting(Status::getCode, Status::getDescription)
          .containsExactly(
              Code.DEADLINE_EXCEEDED,
              "the process cannot be attested; the log of the SPIRE agent says why");
      assertThat(cluster.api.reviews()).isEmpty();
    }
  }

  private static String review(String group, String resource, String namespace, String name) {
    return ("{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SubjectAccessReview\",\"spec\":{"
            + "\"user\":\"spiffe://example.org/b\",\"resourceAttributes\":{"
            + "\"verb\":\"impersonate-via-spire\",\"group\":\"%s\",\"resource\":\"%s\","
            + "\"namespace\":\"%s\",\"name\":\"%s\"}}}")
        .formatted(group, resource, namespace, name);
  }
}
