package dev.attestor.spire.workload.broker;

import static dev.attestor.spire.workload.broker.Cluster.AGENT;
import static dev.attestor.spire.workload.broker.Cluster.BROKER;
import static dev.attestor.spire.workload.broker.Cluster.U1;
import static dev.attestor.spire.workload.broker.Cluster.ask;
import static dev.attestor.spire.workload.broker.Cluster.code;
import static dev.attestor.spire.workload.broker.Cluster.object;
import static dev.attestor.spire.workload.broker.Cluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import dev.attestor.testkit.FakeKubelet;
import io.grpc.Status.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodsTest {

  private static final String FAR = "/api/v1/namespaces/shop/pods/far";
  private static final String LIST = "/api/v1/pods?limit=250";

  @TempDir private Path folder;

  private static Any pod(String name, String uid) {
    return object("pods", "core", name.isEmpty() ? "" : "shop", name, uid);
  }

  @Test
  void answersByNameByUidAndByBothWithThePodsSelectorsAlone() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      for (Any reference : List.of(pod("near", ""), pod("", U1), pod("near", U1))) {
        for (Caller caller : List.of(BROKER, AGENT)) {
          assertThat(ask(answers, caller, reference))
              .containsExactly(
                  "node-name:node1",
                  "ns:shop",
                  "pod-image-count:1",
                  "pod-image:c:1",
                  "pod-image:c@sha256:aa",
                  "pod-init-image-count:0",
                  "pod-label:app:near",
                  "pod-name:near",
                  "pod-owner-uid:ReplicaSet:o1",
                  "pod-owner:ReplicaSet:rs",
                  "pod-uid:" + U1,
                  "sa:web");
        }
      }
      assertThat(cluster.api.requests()).isEmpty();
    }
  }

  @Test
  void findsNoPodByAnotherUidThatHasEndedOrThatIsElsewhere() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      List<Any> references =
          List.of(
              pod("near", "x"),
              pod("done", ""),
              pod("", "u-done"),
              pod("", "1" + U1.substring(1).toUpperCase(Locale.ROOT).replace('-', '_')),
              pod("far", ""),
              pod("", "U2"));
      for (Any reference : references) {
        assertThat(refusal(answers, BROKER, reference))
            .matches(status -> status.getCode() == Code.NOT_FOUND)
            .extracting(status -> status.getDescription())
            .isEqualTo("there is no such object, or it has ended");
      }
      assertThat(cluster.api.requests()).isEmpty();
    }
  }

  @Test
  void waitsForOneNewerListIfAPodIsYoungerThanTheLast() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      ask(answers, BROKER, pod("near", ""));
      cluster.kubelet.answerWith(
          FakeKubelet.answer(
              200,
              ("{\"items\":[" + Cluster.pod("young", "u-young", "Running") + "]}")
                  .getBytes(StandardCharsets.UTF_8)));
      assertThat(ask(answers, BROKER, pod("young", ""))).contains("pod-uid:u-young");
      assertThat(cluster.kubelet.requests()).isLessThanOrEqualTo(3);
    }
  }

  @Test
  void findsAPodOfAnotherNodeAtTheApiServer() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "cluster")) {
      cluster.api.answer(FAR, 200, Cluster.pod("far", "U2", "Running"));
      cluster.api.answer(LIST, 200, list("far", "U2"));
      assertThat(ask(answers, BROKER, pod("far", ""))).contains("pod-name:far", "pod-uid:U2");
      assertThat(cluster.api.requests()).containsExactly("GET " + FAR);

      assertThat(ask(answers, BROKER, pod("", "U2"))).contains("pod-name:far");
      assertThat(cluster.api.requests()).containsExactly("GET " + FAR, "GET " + LIST, "GET " + FAR);
      // The name is known now, and the pod is read again.
      assertThat(ask(answers, BROKER, pod("", "U2"))).contains("pod-name:far");
      assertThat(cluster.api.requests()).hasSize(4).last().isEqualTo("GET " + FAR);

      assertThat(code(answers, BROKER, pod("far", "x"))).isEqualTo(Code.NOT_FOUND);
      assertThat(code(answers, BROKER, pod("nope", ""))).isEqualTo(Code.NOT_FOUND);
      cluster.api.answer(FAR, 200, Cluster.pod("far", "U2", "Failed"));
      assertThat(code(answers, BROKER, pod("far", ""))).isEqualTo(Code.NOT_FOUND);
    }
  }

  @Test
  void listsForAnUnknownUidOnceInAWhile() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "cluster")) {
      cluster.api.answer(LIST, 200, list("far", "U2"));
      for (int i = 0; i < 5; i++) {
        assertThat(code(answers, BROKER, pod("", "zzz"))).isEqualTo(Code.NOT_FOUND);
      }
      assertThat(cluster.api.requests()).containsExactly("GET " + LIST);
    }
  }

  @Test
  void asksTheApiServerIfTheKubeletFailsAndThePodMayBeAnywhere() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers node = cluster.with("permissive", "agent_node");
        Answers anywhere = cluster.with("permissive", "cluster")) {
      cluster.kubelet.answerWith(FakeKubelet.answer(503, new byte[0]));
      cluster.api.answer(FAR, 200, Cluster.pod("far", "U2", "Running"));
      assertThat(code(node, BROKER, pod("near", ""))).isEqualTo(Code.UNAVAILABLE);
      assertThat(ask(anywhere, BROKER, pod("far", ""))).contains("pod-uid:U2");
      assertThat(code(anywhere, BROKER, pod("near", ""))).isEqualTo(Code.NOT_FOUND);
    }
  }

  @Test
  void answersAboutTheClusterAloneIfNobodyAsksTheKubelet() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers =
            cluster.configured(
                """
                disable_kubelet_client = true
                kube_config_file = "%s"
                experimental { broker {
                  access_policy = "permissive"
                  brokers = [{ id = "spiffe://example.org/b", pod_reference_scope = "cluster" }]
                } }
                """
                    .formatted(cluster.api.kubeconfig(folder)))) {
      cluster.api.answer(FAR, 200, Cluster.pod("far", "U2", "Running"));
      assertThat(ask(answers, BROKER, pod("far", ""))).contains("pod-uid:U2");
      assertThat(code(answers, BROKER, Cluster.process(7))).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(code(answers, AGENT, Cluster.process(8))).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(code(answers, AGENT, pod("far", ""))).isEqualTo(Code.FAILED_PRECONDITION);
      assertThat(cluster.kubelet.requests()).isZero();
    }
  }

  @Test
  void tellsNothingOfAPodWhoseEntryIsUnusable() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "agent_node")) {
      cluster.kubelet.answerWith(
          FakeKubelet.answer(
              200,
              "{\"items\":[{\"metadata\":{\"namespace\":\"shop\",\"name\":\"odd\",\"uid\":\"u-odd\",\"labels\":{\"a\":7}}}]}"
                  .getBytes(StandardCharsets.UTF_8)));
      for (Any reference : List.of(pod("odd", ""), pod("", "u-odd"))) {
        assertThat(refusal(answers, BROKER, reference))
            .matches(status -> status.getCode() == Code.FAILED_PRECONDITION)
            .extracting(status -> status.getDescription())
            .isEqualTo("the pod cannot be used; the log of the SPIRE agent says why");
      }
    }
  }

  static String list(String name, String uid) {
    return "{\"kind\":\"PartialObjectMetadataList\",\"metadata\":{},\"items\":[{\"metadata\":"
        + "{\"namespace\":\"shop\",\"name\":\"%s\",\"uid\":\"%s\"}}]}".formatted(name, uid);
  }
}
