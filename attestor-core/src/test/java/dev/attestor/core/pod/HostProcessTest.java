package dev.attestor.core.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code securityContext.windowsOptions.hostProcess} of a pod and of its containers. */
class HostProcessTest {

  @ParameterizedTest(name = "pod {0}, container {1}: {2}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          -                                         | -                                         | false
          null                                      | null                                      | false
          {"windowsOptions": null}                  | {"windowsOptions": {}}                    | false
          {"windowsOptions": {"hostProcess": null}} | -                                         | false
          {"windowsOptions": {"hostProcess": true}} | -                                         | true
          {"windowsOptions": {"hostProcess": true}} | {"runAsUser": 0}                          | true
          {"windowsOptions": {"hostProcess": true}} | {"windowsOptions": {"hostProcess": false}} | false
          -                                         | {"windowsOptions": {"hostProcess": true}} | true
          {"windowsOptions": {"hostProcess": false}} | {"windowsOptions": {"hostProcess": true}} | true
          """)
  void isSaidByTheContainerOrElseByThePod(
      @org.jspecify.annotations.Nullable String pod,
      @org.jspecify.annotations.Nullable String container,
      boolean hostProcess)
      throws IOException {
    assertThat(read(pod, container).declared("main"))
        .contains(new DeclaredContainer(ContainerKind.REGULAR, "main", "", hostProcess));
  }

  /** The pod's own context comes last, as the kubelet writes it. */
  private static Pod read(
      @org.jspecify.annotations.Nullable String pod,
      @org.jspecify.annotations.Nullable String container)
      throws IOException {
    String list =
        ("{\"items\": [{\"metadata\": {\"uid\": \"u\"}, \"spec\": {\"containers\":"
                + " [{\"name\": \"main\"%s}]%s}}]}")
            .formatted(context(container), context(pod));
    return PodListReader.read(new ByteArrayInputStream(list.getBytes(StandardCharsets.UTF_8)))
        .pods()
        .get(0);
  }

  private static String context(@org.jspecify.annotations.Nullable String value) {
    return value == null ? "" : ", \"securityContext\": " + value;
  }
}
