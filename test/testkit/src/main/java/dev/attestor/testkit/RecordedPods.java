package dev.attestor.testkit;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pod lists of real kubelets, and SPIRE's selectors for the processes. ORIGIN.md in each folder of
 * the resources has the details.
 */
public final class RecordedPods {

  private RecordedPods() {}

  /**
   * A recorded process.
   *
   * @param command its command line
   * @param cgroup its cgroup file
   * @param mountinfo its mountinfo file
   * @param spireSelectors the selectors from SPIRE 1.9.6 and 1.15.3
   */
  public record Case(String command, String cgroup, String mountinfo, Set<String> spireSelectors) {

    @Override
    public String toString() {
      return command;
    }
  }

  /** The pod list of the cases. */
  public static byte[] pods() {
    return resource("kubelet-1.34/pods.json");
  }

  /** The list of a kubelet 1.37 with containerd 2: pods of the same kinds. */
  public static byte[] podsOf137() {
    return resource("kubelet-1.37/pods.json");
  }

  /** A list of 115 pods. */
  public static byte[] pods100() {
    return resource("kubelet-1.34/pods-100.json");
  }

  /** The processes. */
  public static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (JsonElement element : parse(resource("kubelet-1.34/cases.json")).getAsJsonArray()) {
      JsonObject fields = element.getAsJsonObject();
      Set<String> selectors = new HashSet<>();
      fields
          .getAsJsonArray("spire_selectors")
          .forEach(selector -> selectors.add(selector.getAsString()));
      cases.add(
          new Case(
              fields.get("process").getAsString(),
              fields.get("cgroup").getAsString(),
              fields.get("mountinfo").getAsString(),
              selectors));
    }
    return cases;
  }

  /**
   * Generates a list with the given number of pods: copies of the recorded ones, each with its own
   * IDs and names.
   */
  public static byte[] generate(int count) {
    JsonObject list = parse(pods100()).getAsJsonObject();
    JsonArray recorded = list.getAsJsonArray("items");
    JsonArray items = new JsonArray();
    for (int i = 0; i < count; i++) {
      JsonObject pod = recorded.get(i % recorded.size()).getAsJsonObject();
      items.add(i < recorded.size() ? pod : renumbered(pod, i));
    }
    list.add("items", items);
    return list.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static JsonElement renumbered(JsonObject pod, int number) {
    String text = pod.toString();
    String uid = pod.getAsJsonObject("metadata").get("uid").getAsString();
    String name = pod.getAsJsonObject("metadata").get("name").getAsString();
    String suffix = String.format(java.util.Locale.ROOT, "%08x", number);
    return parse(
        text.replace(uid, suffix + uid.substring(8))
            .replace("\"" + name + "\"", "\"" + name + "-" + suffix + "\"")
            .replaceAll("containerd://.{8}", "containerd://" + suffix)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static JsonElement parse(byte[] json) {
    return Recorded.parse(new String(json, StandardCharsets.UTF_8));
  }

  private static byte[] resource(String name) {
    try (InputStream in = RecordedPods.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the recording \"" + name + "\" is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
