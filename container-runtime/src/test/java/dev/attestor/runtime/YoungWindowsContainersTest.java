package dev.attestor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.K8sConfigReader;
import dev.attestor.core.pod.Selectors;
import dev.attestor.core.spi.Ports;
import dev.attestor.testkit.FakeKubelet;
import dev.attestor.testkit.SystemSecurity;
import dev.attestor.windows.WindowsContainerLocator;
import dev.attestor.windows.winapi.OwnJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Processes in real jobs, a runtime behind a real pipe, and a kubelet that is two seconds late. */
@EnabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "makes calls to Windows; ci/wine/test runs it in a Windows Java")
class YoungWindowsContainersTest {

  private static final int CONTAINERS = 20;

  /**
   * Each container is in a pod of its own, which needs a new list, and the kubelet is asked only so
   * often. Faster starts would measure that limit.
   */
  private static final long APART_MILLIS = 500;

  private final List<NodePod> pods = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (int i = opened.size() - 1; i >= 0; i--) {
      opened.get(i).close();
    }
  }

  private <T extends AutoCloseable> T keep(T object) {
    opened.add(object);
    return object;
  }

  @Test
  void areAttestedLongBeforeTheKubeletListsThem() throws Exception {
    CriPlace place = CriPlace.free();
    NodeCri cri = keep(new NodeCri(place));
    WorkloadAttestor attestor = keep(attestor(place));
    // The first lookups load classes and connect.
    attest(attestor, start(cri, false));

    Map<Process, Selectors> young = new LinkedHashMap<>();
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < CONTAINERS; i++) {
      Thread.sleep(APART_MILLIS);
      Process process = start(cri, i % 2 == 0);
      long began = System.nanoTime();
      young.put(process, attest(attestor, process));
      millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }
    Thread.sleep(NodePod.LATE.plus(Duration.ofSeconds(1)).toMillis());
    for (Map.Entry<Process, Selectors> each : young.entrySet()) {
      assertThat(attest(attestor, each.getKey())).isEqualTo(each.getValue());
    }

    long median = millis.stream().sorted().skip(CONTAINERS / 2).findFirst().orElseThrow();
    System.getLogger("young")
        .log(System.Logger.Level.INFO, "median %s ms of %s".formatted(median, millis));
    // On a quiet machine it is a fraction of this.
    assertThat(median).isLessThan(NodePod.LATE.toMillis() / 2);
  }

  private WorkloadAttestor attestor(CriPlace place) throws Exception {
    FakeKubelet kubelet =
        keep(
            FakeKubelet.plain(
                exchange ->
                    FakeKubelet.answer(
                            200,
                            pods.stream()
                                .map(NodePod::toJson)
                                .collect(
                                    Collectors.joining(
                                        ",", "{\"kind\": \"PodList\", \"items\": [", "]}"))
                                .getBytes(StandardCharsets.UTF_8))
                        .handle(exchange)));
    return WorkloadAttestor.open(
        new Ports(
            WindowsContainerLocator.ofHost(),
            Optional.of(place.runtime(Duration.ofSeconds(2))),
            Optional.empty(),
            Optional.empty()),
        new K8sConfigReader(name -> null)
            .read("kubelet_read_only_port = " + kubelet.port())
            .config());
  }

  /** Starts a process in the job of a container that has just started. */
  private Process start(NodeCri cri, boolean hostProcess) throws Exception {
    Process process = new ProcessBuilder("cmd.exe", "/c", "set /p line=").start();
    opened.add(process::destroyForcibly);
    NodePod pod = NodePod.startedNow(hostProcess);
    keep(OwnJob.create(pod.job(), SystemSecurity.DESCRIPTOR)).add(process.pid());
    pods.add(pod);
    cri.add(pod);
    return process;
  }

  private static Selectors attest(WorkloadAttestor attestor, Process process) throws Exception {
    Attestation answer = attestor.attest((int) process.pid()).get(30, TimeUnit.SECONDS);
    return answer.selectors();
  }
}
