package dev.attestor.core.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A problem of one pod affects only that pod. */
class OddPodsTest {

  private static final String WEB =
      "{\"metadata\": {\"name\": \"web\", \"namespace\": \"shop\", \"uid\": \"web\"}, \"status\":"
          + " {\"containerStatuses\": [{\"containerID\": \"containerd://web-c\"}]}}";

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          null                                                           | pod "/": expected a pod, found null
          7                                                              | pod "/": expected an object, found NUMBER
          []                                                             | pod "/": expected an object, found BEGIN_ARRAY
          "web"                                                          | pod "/": expected an object, found STRING
          {}                                                             | pod "/": expected a uid in its metadata
          {"metadata": null}                                             | pod "/": expected a uid in its metadata
          {"metadata": 7}                                                | pod "/": expected an object at metadata, found NUMBER
          {"metadata": {"uid": "", "namespace": "a", "name": "b"}}       | pod "a/b": expected a uid in its metadata
          {"metadata": {"uid": 7, "namespace": "a", "name": "b"}}        | pod "a/b": expected a string at metadata.uid, found NUMBER
          {"metadata": {"uid": ["u"], "namespace": "a", "name": "b"}}    | pod "a/b": expected a string at metadata.uid, found BEGIN_ARRAY
          """)
  void passesOverEntriesThatNameNoPod(String entry, String told) throws IOException {
    PodList list = read(entry + "," + WEB);

    assertThat(list.pods()).extracting(Pod::name).containsExactly("web");
    assertThat(list.refused()).isEmpty();
    assertThat(list.nameless()).containsExactly(told);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "metadata": {"uid": "u", "name": "n", "namespace": "s", "labels": {"a": 1}}                 | expected a string at metadata.labels.a, found NUMBER
          "metadata": {"uid": "u", "name": "n", "namespace": "s", "labels": {"a": {"b": [1]}}}        | expected a string at metadata.labels.a, found BEGIN_OBJECT
          "metadata": {"uid": "u", "name": "n", "namespace": "s", "labels": []}                       | expected an object at metadata.labels, found BEGIN_ARRAY
          "metadata": {"uid": "u", "name": "n", "namespace": "s", "ownerReferences": {}}              | expected an array at metadata.ownerReferences, found BEGIN_OBJECT
          "metadata": {"uid": "u", "name": "n", "namespace": "s", "ownerReferences": [7]}             | expected an object at metadata.ownerReferences[0], found NUMBER
          "metadata": {"labels": {"a": true}, "uid": "u", "namespace": "s", "name": "n"}              | expected a string at metadata.labels.a, found BOOLEAN
          "spec": 7, "metadata": {"uid": "u", "name": "n", "namespace": "s"}                          | expected an object at spec, found NUMBER
          "metadata": {"uid": "u", "name": "n", "namespace": "s"}, "spec": {"nodeName": 1e400}        | expected a string at spec.nodeName, found NUMBER
          "metadata": {"uid": "u", "name": "n", "namespace": "s"}, "spec": {"containers": [[]]}       | expected an object at spec.containers[0], found BEGIN_ARRAY
          "metadata": {"uid": "u", "name": "n", "namespace": "s"}, "spec": {"securityContext": {"windowsOptions": {"hostProcess": "yes"}}} | expected true or false at spec.securityContext.windowsOptions.hostProcess, found STRING
          "metadata": {"uid": "u", "name": "n", "namespace": "s"}, "status": []                       | expected an object at status, found BEGIN_ARRAY
          "metadata": {"uid": "u", "name": "n", "namespace": "s"}, "status": {"phase": {}}            | expected a string at status.phase, found BEGIN_OBJECT
          "metadata": {"uid": "u", "name": "n", "namespace": "s"}, "status": {"containerStatuses": [{"containerID": []}]} | expected a string at status.containerStatuses[0].containerID, found BEGIN_ARRAY
          """)
  void refusesTheProcessesOfAnOddPodAlone(String fields, String why) throws IOException {
    PodIndex index = new PodIndex(0, read("{" + fields + "}," + WEB));

    assertThat(index.container(new PodUid("web"), new ContainerId("web-c"))).isPresent();
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> index.pod(new PodUid("u")))
        .withMessage("the kubelet's entry of pod \"s/n\" is refused: %s", why);
  }

  @Test
  void refusesAContainerThatAnOddPodListsAsWell() throws IOException {
    PodIndex index =
        new PodIndex(
            0,
            read(
                "{\"metadata\": {\"uid\": \"u\", \"labels\": 7}, \"status\": {\"containerStatuses\":"
                    + " [{\"containerID\": \"containerd://c\"}]}},"
                    + WEB));

    assertThatExceptionOfType(ConflictingEvidenceException.class)
        .isThrownBy(() -> index.container(new PodUid("web"), new ContainerId("c")))
        .withMessage(
            "the process runs in pod \"web\", but the kubelet lists its container \"c\" in pod"
                + " \"u\"");
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> index.container(new ContainerId("c")));
  }

  @Test
  void refusesAUidThatAnOddPodHasAsWell() throws IOException {
    PodIndex index =
        new PodIndex(0, read("{\"metadata\": {\"uid\": \"web\", \"labels\": 7}}," + WEB));

    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> index.container(new PodUid("web"), new ContainerId("web-c")));
  }

  @Test
  void tellsNamesOfOthersOnOneShortLine() throws IOException {
    PodList list =
        read(
            "{\"metadata\": {\"uid\": \"u\", \"namespace\": \"a\\nERROR forged\\u001b[31m\","
                + " \"labels\": {\"%s\": 7}}}".formatted("k".repeat(4000)));

    assertThat(list.refused())
        .singleElement()
        .satisfies(
            pod ->
                assertThat(pod.message()).doesNotContainPattern("\\p{Cntrl}").hasSizeLessThan(800));
  }

  private static PodList read(String items) throws IOException {
    return PodListReader.read(
        new ByteArrayInputStream(
            ("{\"items\": [" + items + "]}").getBytes(StandardCharsets.UTF_8)));
  }
}
