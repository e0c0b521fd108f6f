package dev.attestor.spire.workload.broker;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.config.SpiffeId;
import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Selectors;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.NamespaceLabels;
import dev.attestor.core.spi.Ports;
import dev.attestor.core.spi.ProcessPin;
import dev.attestor.grpc.Statuses;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.spire.sdk.proto.reference.KubernetesObjectReference;
import dev.attestor.spire.sdk.proto.reference.WorkloadPIDReference;
import dev.attestor.testkit.FakeApiServer;
import dev.attestor.testkit.FakeKubelet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A kubelet with the pods {@code shop/near} and the ended {@code shop/done}, an API server, and
 * answers over both. The process 7 runs in {@code shop/near}, and 8 in no pod.
 */
final class Cluster implements AutoCloseable {

  static final Caller BROKER = broker("spiffe://example.org/b");
  static final Caller AGENT = new Caller.Agent();
  static final String U1 = "11111111-b29f-11e7-9350-020968147796";

  final FakeKubelet kubelet;
  final FakeApiServer api = new FakeApiServer();
  private final Path folder;
  private Ports ports = Ports.of(new TwoProcesses());

  Cluster(Path folder) throws IOException, GeneralSecurityException {
    this.folder = folder;
    this.kubelet = FakeKubelet.plain(FakeKubelet.answer(200, list()));
  }

  static Caller broker(String id) {
    return new Caller.Broker(new SpiffeId(id));
  }

  static String pod(String name, String uid, String phase) {
    return """
    {"metadata":{"namespace":"shop","name":"%s","uid":"%s","labels":{"app":"near"},
       "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"rs","uid":"o1"}]},
     "spec":{"serviceAccountName":"web","nodeName":"node1",
       "containers":[{"name":"main","image":"c:1"}]},
     "status":{"phase":"%s","containerStatuses":[{"name":"main","image":"c:1",
       "imageID":"c@sha256:aa","containerID":"x://id-%s"}]}}
    """
        .formatted(name, uid, phase, name);
  }

  private static byte[] list() {
    return ("{\"kind\":\"PodList\",\"items\":["
            + pod("near", U1, "Running")
            + ","
            + pod("done", "u-done", "Succeeded")
            + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Answers that are made from now on fail to read the labels of namespaces. */
  void failNamespaces(ApiServerException failure) {
    ports =
        ports.withNamespaces(
            Optional.of(
                new NamespaceLabels() {
                  @Override
                  public CompletableFuture<Map<String, String>> of(String namespace) {
                    return CompletableFuture.failedFuture(failure);
                  }

                  @Override
                  public void close() {}
                }));
  }

  /** Answers whose configuration has a {@code broker} block of these lines. */
  Answers with(String broker) throws ConfigException, IOException {
    return configured(
        """
        kubelet_read_only_port = %s
        kube_config_file = "%s"
        poll_retry_interval = "50ms"
        prefetch = false
        experimental { broker {
        %s
        } }
        """
            .formatted(kubelet.port(), api.kubeconfig(folder), broker));
  }

  /** Answers for the broker, with a policy and a scope. */
  Answers with(String policy, String scope) throws ConfigException, IOException {
    return with(
        """
        access_policy = "%s"
        brokers = [{ id = "spiffe://example.org/b", pod_reference_scope = "%s" }]
        """
            .formatted(policy, scope));
  }

  /** Answers whose configuration has no {@code broker} block. */
  Answers withoutBrokers() throws ConfigException {
    return configured("kubelet_read_only_port = %s\nprefetch = false\n".formatted(kubelet.port()));
  }

  Answers configured(String text) throws ConfigException {
    K8sConfig config = new K8sConfigReader(name -> null).read(text).config();
    return Answers.open(
        config,
        WorkloadAttestor.open(ports, config),
        brokers -> new ApiCalls(brokers.kubeConfigFile(), Map.of()));
  }

  /** A reference to an object; empty parts are not sent. */
  static Any object(String plural, String group, String namespace, String name, String uid) {
    KubernetesObjectReference.Builder reference =
        KubernetesObjectReference.newBuilder().setUid(uid);
    reference.getTypeBuilder().setPlural(plural).setGroup(group);
    if (!namespace.isEmpty() || !name.isEmpty()) {
      reference.getKeyBuilder().setNamespace(namespace).setName(name);
    }
    return any(Reference.KUBERNETES, reference.build().toByteString());
  }

  static Any process(int pid) {
    return any(
        Reference.PROCESS, WorkloadPIDReference.newBuilder().setPid(pid).build().toByteString());
  }

  static Any any(String type, ByteString value) {
    return Any.newBuilder().setTypeUrl(type).setValue(value).build();
  }

  /** The selectors, in order. */
  static List<String> ask(Answers answers, Caller caller, Any reference) throws Exception {
    return answers.attest(caller, Optional.of(reference)).get(30, TimeUnit.SECONDS).values();
  }

  /** The status of a call that must fail. */
  static Status refusal(Answers answers, Caller caller, Any reference)
      throws InterruptedException, TimeoutException {
    try {
      CompletableFuture<Selectors> answer = answers.attest(caller, Optional.of(reference));
      throw new AssertionError("answered with " + answer.get(30, TimeUnit.SECONDS));
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    } catch (ExecutionException e) {
      return Statuses.of(Objects.requireNonNull(e.getCause())).getStatus();
    }
  }

  /** The code of a call that must fail. */
  static Status.Code code(Answers answers, Caller caller, Any reference) throws Exception {
    return refusal(answers, caller, reference).getCode();
  }

  @Override
  public void close() {
    kubelet.close();
    api.close();
  }

  private static final class TwoProcesses implements ContainerLocator {
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
      return pid == 7
          ? new Location.InPod(new PodUid(U1), new ContainerId("id-near"))
          : new Location.Outside();
    }
  }
}
