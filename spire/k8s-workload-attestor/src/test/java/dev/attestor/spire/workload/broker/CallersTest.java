package dev.attestor.spire.workload.broker;

import static dev.attestor.spire.workload.broker.Cluster.AGENT;
import static dev.attestor.spire.workload.broker.Cluster.BROKER;
import static dev.attestor.spire.workload.broker.Cluster.object;
import static dev.attestor.spire.workload.broker.Cluster.process;
import static dev.attestor.spire.workload.broker.Cluster.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.attestor.core.error.ApiServerException;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask at all. */
class CallersTest {

  private static final Any NEAR = object("pods", "core", "shop", "near", "");
  private static final Any SECRET = object("secrets", "core", "shop", "s", "");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "broker",
        "",
        "spiffe://Example.org/b",
        "spiffe://example.org/b/",
        "spiffe://example.org/b,spiffe://example.org/b",
        " spiffe://example.org/b",
        "spiffe://example.org//b",
        "spiffe://example.org/..",
        "spiffe://"
      })
  void takesNothingElseForASpiffeId(String header) {
    assertThat(Caller.of(headers(header))).isEqualTo(new Caller.Unreadable());
  }

  @ParameterizedTest
  @ValueSource(strings = {"spiffe://example.org/b", "spiffe://a_b.c-d", "spiffe://a/.../B_-."})
  void takesASpiffeIdAsItIsWritten(String header) {
    assertThat(Caller.of(headers(header))).isEqualTo(Cluster.broker(header));
  }

  @Test
  void takesNoHeaderForTheAgentAndTwoForNobody() {
    assertThat(Caller.of(new Metadata())).isEqualTo(AGENT);
    String id = "spiffe://example.org/b";
    assertThat(Caller.of(headers(id, id))).isEqualTo(new Caller.Unreadable());
  }

  @Test
  void tellsAnUnreadableCallerNothingWhateverItAsks() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "cluster")) {
      for (Any reference : List.of(NEAR, SECRET, process(7), Any.getDefaultInstance())) {
        Status status = refusal(answers, new Caller.Unreadable(), reference);
        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).contains("does not hold one SPIFFE ID");
      }
      assertThat(cluster.kubelet.requests()).isZero();
    }
  }

  @Test
  void refusesBrokersThatAreNotListedWhateverTheyAsk() throws Exception {
    Caller other = Cluster.broker("spiffe://example.org/other");
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "cluster")) {
      for (Any reference : List.of(NEAR, SECRET, process(7), Any.getDefaultInstance())) {
        Status status = refusal(answers, other, reference);
        assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(status.getDescription())
            .isEqualTo(
                "broker \"spiffe://example.org/other\" may not ask: experimental.broker.brokers does not list it");
      }
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> answers.attest(other, 7));
      assertThat(cluster.kubelet.requests()).isZero();
      assertThat(cluster.api.requests()).isEmpty();
    }
  }

  @Test
  void refusesEveryBrokerWithoutABlockAndSaysWhatToWrite() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers =
            cluster.configured("kubelet_read_only_port = " + cluster.kubelet.port())) {
      for (Any reference : List.of(NEAR, SECRET, process(7), Any.getDefaultInstance())) {
        Status status = refusal(answers, BROKER, reference);
        assertThat(status.getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
        assertThat(status.getDescription()).contains("write one with access_policy");
      }
      assertThat(Cluster.ask(answers, AGENT, NEAR)).contains("pod-name:near");
      assertThat(cluster.api.requests()).isEmpty();
    }
  }

  @Test
  void takesAnyBrokerForPodsOfThisNodeIfNoneIsListed() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("access_policy = \"permissive\"")) {
      Caller any = Cluster.broker("spiffe://example.org/any");
      assertThat(Cluster.ask(answers, any, NEAR)).contains("pod-name:near");
      assertThat(Cluster.code(answers, any, object("pods", "core", "shop", "far", "")))
          .isEqualTo(Status.Code.NOT_FOUND);
      assertThat(cluster.api.requests()).isEmpty();
    }
  }

  @Test
  void refusesARequestWithoutAReferenceBeforeItLooksAtTheCaller() throws Exception {
    try (Cluster cluster = new Cluster(folder);
        Answers answers = cluster.with("permissive", "cluster")) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(() -> answers.attest(new Caller.Unreadable(), Optional.empty()))
          .withMessage("INVALID_ARGUMENT: the request has no reference");
      assertThat(Cluster.code(answers, BROKER, Cluster.any("", ByteString.EMPTY)))
          .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }
  }

  @Test
  void refusesAConfigurationThatNeedsAnApiServerWithoutOne() throws Exception {
    try (Cluster cluster = new Cluster(folder)) {
      String permissive =
          "kubelet_read_only_port = 1\nexperimental { broker { access_policy = \"permissive\" } }";
      cluster.configured(permissive).close();
      assertThatExceptionOfType(ApiServerException.class)
          .isThrownBy(() -> cluster.configured(permissive.replace("permissive", "enforced")))
          .withMessageContaining("set kube_config_file");
    }
  }

  private static Metadata headers(String... values) {
    Metadata headers = new Metadata();
    for (String value : values) {
      headers.put(Caller.HEADER, value);
    }
    return headers;
  }
}
