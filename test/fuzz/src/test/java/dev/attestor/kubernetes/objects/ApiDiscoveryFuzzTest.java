package dev.attestor.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever types an API server lists, none of their names leads to another path. */
class ApiDiscoveryFuzzTest {

  private static final ObjectKey KEY = new ObjectKey("ns", "name");

  static Stream<byte[]> documents() {
    return Seeds.texts(
        "{\"items\":[]}",
        "{\"kind\":\"APIGroupDiscoveryList\",\"items\":[{\"metadata\":{\"name\":\"apps\"},\"versions\":[{"
            + "\"version\":\"v1\",\"resources\":[{\"resource\":\"deployments\",\"responseKind\":{\"group\":\"\","
            + "\"version\":\"\",\"kind\":\"Deployment\"},\"scope\":\"Namespaced\",\"verbs\":[\"get\",\"list\"],"
            + "\"subresources\":[{\"subresource\":\"status\"}]}]},{\"version\":\"v1beta1\"}]}]}",
        "{\"items\":[{\"metadata\":{},\"versions\":[{\"version\":\"v1/../..\",\"resources\":[{"
            + "\"resource\":\"nodes/../pods\",\"responseKind\":{\"kind\":\"Node\"},\"scope\":\"Cluster\"}]}]}]}",
        "{\"items\":[{\"metadata\":{\"name\":7},\"versions\":null}]}");
  }

  @MethodSource("documents")
  @FuzzTest
  void namesPlainPaths(byte[] document) {
    Growth.check(
        document, bytes -> DiscoveryReader.read(new ByteArrayInputStream(bytes), new HashMap<>()));
    Map<ObjectType, ApiResource> types = new HashMap<>();
    try {
      DiscoveryReader.read(new ByteArrayInputStream(document), types);
    } catch (IOException e) {
      Refusals.check(e);
    }
    types.forEach(
        (type, resource) -> {
          assertThat(resource.type()).isEqualTo(type);
          assertThat(resource.path(KEY))
              .matches("/apis?(/[a-z0-9][a-z0-9.-]*){1,2}/namespaces/ns/[a-z0-9][a-z0-9.-]*/name")
              .doesNotContain("/.");
        });
  }
}
