package dev.attestor.kubernetes.objects;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.gson.JsonObject;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The metadata read from a stream is that in the tree of the same JSON, or it is refused. */
class ObjectMetadataFuzzTest {

  static Stream<byte[]> bodies() {
    return Seeds.texts(
        "{\"kind\":\"PartialObjectMetadata\",\"metadata\":{\"namespace\":\"n\",\"name\":\"o\",\"uid\":\"u\","
            + "\"labels\":{\"a\":\"b\"},\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"K\","
            + "\"name\":\"p\",\"uid\":\"v\",\"controller\":true}]}}",
        "{\"metadata\":{\"continue\":\"x\"},\"items\":[{\"metadata\":{\"uid\":\"u\",\"name\":\"o\"}},{}]}",
        "{\"metadata\":{\"labels\":null,\"uid\":7}}",
        "{\"items\":null}");
  }

  @MethodSource("bodies")
  @FuzzTest
  void holdsWhatTheTreeHolds(byte[] body) {
    Growth.check(body, bytes -> MetadataReader.object(new ByteArrayInputStream(bytes)));
    Growth.check(body, bytes -> ListReader.page(new ByteArrayInputStream(bytes), each -> {}));
    try {
      ObjectMetadata object = MetadataReader.object(new ByteArrayInputStream(body));
      compare(object, Json.required(tree(body), "metadata"));
    } catch (IOException e) {
      Refusals.check(e);
    } catch (BadJsonException ignored) {
      // A member that stands twice, or deeper than the tree may be.
    }
    List<ListedObject> listed = new ArrayList<>();
    try {
      String next = ListReader.page(new ByteArrayInputStream(body), listed::add);
      assertThat(next).isNotNull();
    } catch (IOException e) {
      Refusals.check(e);
    }
  }

  private static JsonObject tree(byte[] body) throws BadJsonException {
    return Json.object(new String(body, StandardCharsets.UTF_8));
  }

  private static void compare(ObjectMetadata object, JsonObject metadata) throws BadJsonException {
    assertThat(object.uid()).isEqualTo(Json.textOr(metadata, "uid", ""));
    assertThat(object.name()).isEqualTo(Json.textOr(metadata, "name", ""));
    assertThat(object.namespace()).isEqualTo(Json.textOr(metadata, "namespace", ""));
    Map<String, String> labels = new HashMap<>();
    for (var label : Json.child(metadata, "labels").orElseGet(JsonObject::new).entrySet()) {
      labels.put(
          label.getKey(), label.getValue().isJsonNull() ? "" : label.getValue().getAsString());
    }
    assertThat(object.labels()).isEqualTo(object.tooLarge() ? Map.of() : labels);
  }
}
