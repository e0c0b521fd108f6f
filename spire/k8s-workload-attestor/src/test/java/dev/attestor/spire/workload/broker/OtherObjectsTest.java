package dev.attestor.spire.workload.broker;

import static dev.attestor.spire.workload.broker.Cluster.AGENT;
import static dev.attestor.spire.workload.broker.Cluster.BROKER;
import static dev.attestor.spire.workload.broker.Cluster.ask;
import static dev.attestor.spire.workload.broker.Cluster.code;
import static dev.attestor.spire.workload.broker.Cluster.object;
import static dev.attestor.spire.workload.broker.Cluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.grpc.Status;
import io.grpc.Status.Code;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OtherObjectsTest {

  private static final String CHECKOUT = "/apis/apps/v1/namespaces/shop/deployments/checkout";
  private static final Any BY_NAME = object("deployments", "apps", "shop", "checkout", "");

  @TempDir private Path folder;

  @Test
  void answersWithWhatTheMetadataAndDiscoveryTell() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      cluster.api.answer(
          CHECKOUT,
          200,
          """
          {"kind":"PartialObjectMetadata","metadata":{"namespace":"shop","name":"checkout","uid":"d1",
            "annotations":{"secret":"x"},"labels":{"team":"a:b"},"ownerReferences":[
            {"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"r1","controller":true},
            {"apiVersion":"v1","kind":"ConfigMap","name":"c","uid":"c1","controller":false},
            {"apiVersion":"v1","kind":"ConfigMap","name":"c","uid":"c1"},
            {"apiVersion":"a/b/c","kind":"K","name":"k","uid":"k1"}]}}
          """);
      assertThat(ask(answers, BROKER, BY_NAME))
          .containsExactly(
              "apiVersion:apps/v1",
              "controller-key:apps/ReplicaSet/r",
              "controller-uid:apps/ReplicaSet/r1",
              "group:apps",
              "key:shop/checkout",
              "kind:Deployment",
              "label:team:a:b",
              "name:checkout",
              "namespace:shop",
              "owner-key:apps/ReplicaSet/r",
              "owner-key:core/ConfigMap/c",
              "owner-key:core/K/k",
              "owner-uid:apps/ReplicaSet/r1",
              "owner-uid:core/ConfigMap/c1",
              "owner-uid:core/K/k1",
              "plural:deployments",
              "resource:deployments.apps",
              "uid:d1",
              "version:v1");
    }
  }

  @Test
  void answersAboutAnObjectOfTheClusterWithoutANamespace() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      cluster.api.answer("/api/v1/nodes/node1", 200, metadata("", "node1", "n1"));
      assertThat(ask(answers, BROKER, object("nodes", "core", "", "node1", "")))
          .containsExactly(
              "apiVersion:v1",
              "group:core",
              "key:node1",
              "kind:Node",
              "name:node1",
              "plural:nodes",
              "resource:nodes.core",
              "uid:n1",
              "version:v1");
      assertThat(code(answers, BROKER, object("nodes", "core", "shop", "node1", "")))
          .isEqualTo(Code.INVALID_ARGUMENT);
      assertThat(code(answers, BROKER, object("secrets", "core", "", "s", "")))
          .isEqualTo(Code.INVALID_ARGUMENT);
    }
  }

  @ParameterizedTest(name = "{0}/{1}")
  @CsvSource({
    "pods, Core",
    "pods, v1",
    "unicorns, core",
    "po, core",
    "pod, core",
    "Pods, core",
    "pods/status, core",
    "../secrets, core",
    "deployments, nope.example",
    "deployments, core",
    "deployments, app",
    "DEPLOYMENT, apps",
    "tokenreviews, authentication.k8s.io",
    "tokenreviews, apps"
  })
  void takesOnlyTheNamesOfTypesThatDiscoveryHas(String plural, String group) throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      for (Any reference :
          List.of(object(plural, group, "shop", "x", ""), object(plural, group, "", "", "u"))) {
        assertThat(code(answers, BROKER, reference)).isEqualTo(Code.INVALID_ARGUMENT);
      }
      assertThat(cluster.api.requests()).isEmpty();
      assertThat(cluster.api.discoveries()).isEqualTo(1);
    }
  }

  @Test
  void escapesANameThatIsOddButPossible() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      assertThat(code(answers, BROKER, object("secrets", "core", "shop", "a?x=1#b c:d", "")))
          .isEqualTo(Code.NOT_FOUND);
      assertThat(cluster.api.requests())
          .containsExactly("GET /api/v1/namespaces/shop/secrets/a%3Fx%3D1%23b%20c%3Ad");
    }
  }

  @Test
  void findsAnObjectByItsUidOverManyPagesAndReadsItLive() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      String all = "/apis/apps/v1/deployments?limit=250";
      cluster.api.answer(
          all, 200, PodsTest.list("other", "d0").replace("{},", "{\"continue\":\"a b\"},"));
      cluster.api.answer(all + "&continue=a%20b", 200, PodsTest.list("checkout", "d1"));
      cluster.api.answer(CHECKOUT, 200, metadata("shop", "checkout", "d1"));
      Any byUid = object("deployments", "apps", "", "", "d1");
      assertThat(ask(answers, BROKER, byUid)).contains("name:checkout");
      assertThat(cluster.api.requests())
          .containsExactly("GET " + all, "GET " + all + "&continue=a%20b", "GET " + CHECKOUT);
      // Another object has the name now.
      cluster.api.answer(CHECKOUT, 200, metadata("shop", "checkout", "d2"));
      assertThat(code(answers, BROKER, byUid)).isEqualTo(Code.NOT_FOUND);
    }
  }

  @Test
  void findsNothingThatIsAnotherObjectOrHasNoUid() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      assertThat(code(answers, BROKER, BY_NAME)).isEqualTo(Code.NOT_FOUND);
      cluster.api.answer(CHECKOUT, 200, metadata("shop", "checkout", ""));
      assertThat(code(answers, BROKER, BY_NAME)).isEqualTo(Code.NOT_FOUND);
      cluster.api.answer(CHECKOUT, 200, metadata("shop", "checkout", "d1"));
      assertThat(code(answers, BROKER, object("deployments", "apps", "shop", "checkout", "D1")))
          .isEqualTo(Code.NOT_FOUND);
      cluster.api.answer(CHECKOUT, 200, metadata("shop", "another", "d1"));
      assertThat(code(answers, BROKER, BY_NAME)).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void refusesAnObjectWithTooManyLabelsAloneAndOnlyAfterTheReview() throws Exception {
    String odd = "/api/v1/namespaces/shop/secrets/odd";
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("enforced", "agent_node")) {
      cluster.api.answer(
          odd,
          200,
          metadata("shop", "odd", "o1")
              .replace(
                  "\"uid\"", "\"labels\":{\"a\":\"%s\"},\"uid\"".formatted("v".repeat(5_000))));
      cluster.api.answer("/api/v1/secrets?limit=250", 200, PodsTest.list("odd", "o1"));
      Any byUid = object("secrets", "core", "", "", "o1");
      assertThat(code(answers, BROKER, byUid)).isEqualTo(Code.PERMISSION_DENIED);
      cluster.api.allowAll();
      for (Any reference : List.of(byUid, object("secrets", "core", "shop", "odd", ""))) {
        assertThat(refusal(answers, BROKER, reference))
            .matches(status -> status.getCode() == Code.FAILED_PRECONDITION)
            .extracting(Status::getDescription)
            .asString()
            .startsWith("an answer about the object would be longer than the 96 KiB");
      }
      cluster.api.answer(CHECKOUT, 200, metadata("shop", "checkout", "d1"));
      assertThat(ask(answers, BROKER, BY_NAME)).contains("uid:d1");
    }
  }

  @Test
  void answersBrokersAlone() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      assertThat(code(answers, AGENT, BY_NAME)).isEqualTo(Code.PERMISSION_DENIED);
      assertThat(cluster.api.requests()).isEmpty();
    }
  }

  @Test
  void namesTheRightThatItsAccountLacksAndNothingThatTheApiServerSaid() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      String body = "{\"kind\":\"Status\",\"message\":\"a secret reason\"}";
      cluster.api.answer(CHECKOUT, 403, body);
      assertThat(refusal(answers, BROKER, BY_NAME))
          .extracting(Status::getCode, Status::getDescription)
          .containsExactly(
              Code.INTERNAL,
              "the API server answered 403; grant our account \"get\" on \"deployments.apps\"");
      cluster.api.answer("/apis/apps/v1/deployments?limit=250", 403, body);
      assertThat(refusal(answers, BROKER, object("deployments", "apps", "", "", "d1")))
          .extracting(Status::getCode, Status::getDescription)
          .containsExactly(
              Code.INTERNAL,
              "the API server answered 403; grant our account \"list\" on \"deployments.apps\"");
      cluster.api.answer(CHECKOUT, 500, body);
      assertThat(code(answers, BROKER, BY_NAME)).isEqualTo(Code.UNAVAILABLE);
      cluster.api.answer(CHECKOUT, 200, "{\"metadata\": ");
      assertThat(code(answers, BROKER, BY_NAME)).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void refusesObjectsWithoutAnImageIfImagesMustVerify() throws Exception {
    String configuration =
        """
        access_policy = "permissive"
        %s
        } }
        sigstore { allowed_identities { "https://issuer" = ["^somebody$"] } }
        experimental { broker {
        """;
    try (Cluster cluster = new Cluster(folder);
        Answers strict = cluster.with(configuration.formatted(""));
        Answers lenient = cluster.with(configuration.formatted("skip_signatures = true"))) {
      cluster.api.answer(CHECKOUT, 200, metadata("shop", "checkout", "d1"));
      assertThat(refusal(strict, BROKER, BY_NAME))
          .matches(status -> status.getCode() == Code.FAILED_PRECONDITION)
          .extracting(Status::getDescription)
          .asString()
          .contains("experimental.broker.skip_signatures = true would let it pass");
      assertThat(cluster.api.requests()).isEmpty();
      assertThat(ask(lenient, BROKER, BY_NAME)).contains("uid:d1");
    }
  }

  static String metadata(String namespace, String name, String uid) {
    return "{\"kind\":\"PartialObjectMetadata\",\"metadata\":{\"namespace\":\"%s\",\"name\":\"%s\",\"uid\":\"%s\"}}"
        .formatted(namespace, name, uid);
  }
}
