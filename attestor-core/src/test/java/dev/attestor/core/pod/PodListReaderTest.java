package dev.attestor.core.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.PodUid;
import dev.attestor.testkit.RecordedPods;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PodListReaderTest {

  @Test
  void readsWhatSelectorsNeed() throws IOException {
    String list =
        """
        {"kind": "PodList", "apiVersion": "v1", "metadata": {"resourceVersion": "7"}, "items": [{
          "metadata": {
            "uid": "u-1", "namespace": "prod", "name": "web-1",
            "labels": {"app": "web", "ä": "ö"}, "managedFields": [{"fieldsV1": {"f:a": {}}}],
            "ownerReferences": [{"kind": "ReplicaSet", "name": "web", "uid": "r-1", "controller": true}]},
          "spec": {"serviceAccountName": "sa", "nodeName": "n",
            "containers": [{"name": "web", "image": "w", "env": [{"name": "ignored"}]},
              {"image": "m:1", "name": "missing"}],
            "initContainers": [{"name": "proxy"}],
            "ephemeralContainers": [{"name": "debug", "image": "d:1"}]},
          "status": {
            "phase": "Running",
            "initContainerStatuses": [
              {"name": "proxy", "image": "p:1", "imageID": "p@1", "containerID": "containerd://aa",
               "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}}],
            "containerStatuses": [
              {"name": "web", "image": "w:1", "imageID": "w@1", "containerID": "cri-o://bb",
               "state": {"terminated": {"exitCode": 0}}, "lastState": {"running": {}}},
              {"name": "missing", "image": "m:1", "imageID": "", "state": {"waiting": {}}},
              {"name": "odd", "containerID": "no scheme"}, {"name": "bare", "containerID": "x://"}],
            "ephemeralContainerStatuses": [{"name": "debug", "containerID": "docker://cc"}]}}]}
        """;

    assertThat(read(list))
        .containsExactly(
            new Pod(
                new PodUid("u-1"),
                "prod",
                "web-1",
                "sa",
                "n",
                "Running",
                Map.of("app", "web", "ä", "ö"),
                List.of(new Owner("ReplicaSet", "web", "r-1")),
                List.of(
                    new DeclaredContainer(ContainerKind.REGULAR, "web", "w"),
                    new DeclaredContainer(ContainerKind.REGULAR, "missing", "m:1"),
                    new DeclaredContainer(ContainerKind.INIT, "proxy", ""),
                    new DeclaredContainer(ContainerKind.EPHEMERAL, "debug", "d:1")),
                List.of(
                    container(ContainerKind.INIT, "proxy", "p:1", "p@1", "aa", true),
                    container(ContainerKind.REGULAR, "web", "w:1", "w@1", "bb", false),
                    new Container(ContainerKind.REGULAR, "missing", "m:1", "", null, false),
                    new Container(ContainerKind.REGULAR, "odd", "", "", null, false),
                    new Container(ContainerKind.REGULAR, "bare", "", "", null, false),
                    container(ContainerKind.EPHEMERAL, "debug", "", "", "cc", false))));
  }

  static Stream<Arguments> recordings() {
    return Stream.of(
        Arguments.of("15 pods", RecordedPods.pods(), 15, 27),
        Arguments.of("15 pods of Kubernetes 1.37", RecordedPods.podsOf137(), 15, 27),
        Arguments.of("115 pods", RecordedPods.pods100(), 115, 127),
        Arguments.of("1000 pods", RecordedPods.generate(1000), 1000, 1103));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("recordings")
  void readsRecordedListsWithoutAProblem(String name, byte[] text, int pods, int containers)
      throws IOException {
    PodList list = PodListReader.read(new ByteArrayInputStream(text));

    assertThat(list.refused()).isEmpty();
    assertThat(list.nameless()).isEmpty();
    assertThat(list.pods())
        .hasSize(pods)
        .doesNotHaveDuplicates()
        .satisfies(
            all ->
                assertThat(all.stream().mapToInt(pod -> pod.containers().size()).sum())
                    .isEqualTo(containers));
  }

  @ParameterizedTest(name = "{0} with state {1} stays: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Succeeded | {"terminated": {}}                  | false
          Failed    | {"terminated": {}}                  | false
          Failed    | {"waiting": {}}                     | false
          Failed    | {}                                  | false
          Failed    | null                                | false
          Failed    | {"running": null}                   | false
          Failed    | {"running": {}}                     | true
          Succeeded | {"terminated": null, "running": {}} | true
          Running   | {"terminated": {}}                  | true
          Pending   | {"waiting": {}}                     | true
          Unknown   | {}                                  | true
          """)
  void leavesOutPodsThatHaveEnded(String phase, String state, boolean stays) throws IOException {
    String pod =
        ("{\"metadata\": {\"uid\": \"u\"}, \"status\": {\"phase\": \"%s\", \"containerStatuses\":"
                + " [{\"state\": {\"terminated\": {}}}, {\"state\": %s}]}}")
            .formatted(phase, state);

    assertThat(read("{\"items\": [" + pod + "]}")).hasSize(stays ? 1 : 0);
  }

  @Test
  void takesNullForNothing() throws IOException {
    String list =
        """
        {"kind": null, "apiVersion": null, "metadata": null, "items": [
          {"metadata": {"uid": "u", "namespace": null, "name": null, "labels": null,
            "ownerReferences": null}, "spec": null, "status": null},
          {"metadata": {"uid": "v", "labels": {"a": null}, "ownerReferences": [null, {"uid": null}]},
           "spec": {"serviceAccountName": null, "nodeName": null, "initContainers": null,
             "containers": [null]},
           "status": {"phase": null, "containerStatuses": null, "initContainerStatuses": [null],
             "ephemeralContainerStatuses": [
               {"name": null, "image": null, "imageID": null, "containerID": null, "state": null}]}}
        ]}
        """;

    Owner nobody = new Owner("", "", "");
    assertThat(read(list))
        .containsExactly(
            new Pod(new PodUid("u"), "", "", "", "", "", Map.of(), List.of(), List.of(), List.of()),
            new Pod(
                new PodUid("v"),
                "",
                "",
                "",
                "",
                "",
                Map.of("a", ""),
                List.of(nobody, nobody),
                List.of(new DeclaredContainer(ContainerKind.REGULAR, "", "")),
                List.of(
                    new Container(ContainerKind.INIT, "", "", "", null, false),
                    new Container(ContainerKind.EPHEMERAL, "", "", "", null, false))));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"{\"items\": null}", "{\"items\": []}", " {\"items\": [] }\r\n\t "})
  void readsEmptyLists(String text) throws IOException {
    assertThat(read(text)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"kind": "Status", "code": 403}            | expected kind "PodList", found "Status"
          {"kind": "Status", "items": []}            | expected kind "PodList", found "Status"
          {}                                         | expected a pod list, found an object without "items"
          null                                       | expected a pod list, found an object without "items"
          []                                         | expected an object at $, found BEGIN_ARRAY
          "text"                                     | expected an object at $, found STRING
          7                                          | expected an object at $, found NUMBER
          {"items": {}}                              | expected an array at $.items, found BEGIN_OBJECT
          {"items": "none"}                          | expected an array at $.items, found STRING
          {"kind": 7, "items": []}                   | expected a string at $.kind, found NUMBER
          {"items": []} x                            | the text is not JSON at $
          {"items": []}{"items": []}                 | the text is not JSON at $
          {'items': []}                              | the text is not JSON at $.
          {"items": [],}                             | the text is not JSON at $.items
          {"items": [] "kind": "PodList"}            | the text is not JSON at $.items
          {"items": [], "x": tru                     | the text is truncated at $.x
          {"items": [], "x": tru}                    | the text is not JSON at $.x
          <html>404 page not found</html>            | the text is not JSON at $
          404 page not found                         | expected an object at $, found NUMBER
          {"items": [{"metadata": {"name": "a        | the text is truncated at $.items[0].metadata.name
          """)
  void refusesWhatIsNoPodList(String text, String message) {
    assertRefused(text.getBytes(StandardCharsets.UTF_8), message);
  }

  @Test
  void refusesAnEmptyBody() {
    assertRefused(new byte[0], "the text is truncated at $");
  }

  @Test
  void refusesAListThatIsCutAnywhere() {
    byte[] list = RecordedPods.pods100();
    for (int length = 0; length < list.length - 1; length += 997) {
      byte[] cut = Arrays.copyOf(list, length);
      assertThatExceptionOfType(PodListFormatException.class)
          .as("cut after %s bytes", length)
          .isThrownBy(() -> read(cut))
          .withMessageContaining("truncated");
    }
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {0x80, 0xc3, 0xff})
  void refusesTextThatIsNotUtf8(int octet) {
    byte[] list = "{\"x\": \"?\", \"items\": []}".getBytes(StandardCharsets.US_ASCII);
    list[7] = (byte) octet;

    assertRefused(list, "the text is not UTF-8");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"{\"x\": ", "{\"items\": [{\"spec\": {\"x\": "})
  void refusesEndlessNesting(String start) {
    for (String each : new String[] {"[", "{\"a\":"}) {
      assertThatExceptionOfType(PodListFormatException.class)
          .isThrownBy(() -> read(start + each.repeat(100_000)))
          .withMessageStartingWith("the text is not JSON at $.");
    }
  }

  private static void assertRefused(byte[] text, String message) {
    assertThatExceptionOfType(PodListFormatException.class)
        .isThrownBy(() -> read(text))
        .withMessage("%s", message);
  }

  private static Container container(
      ContainerKind kind, String name, String image, String imageId, String id, boolean running) {
    return new Container(kind, name, image, imageId, new ContainerId(id), running);
  }

  private static List<Pod> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Pod> read(byte[] text) throws IOException {
    return PodListReader.read(new ByteArrayInputStream(text)).pods();
  }
}
