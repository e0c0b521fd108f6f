package dev.attestor.licences;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A bill of materials in CycloneDX 1.6 JSON. */
final class Sbom {

  private final JsonObject json;

  private Sbom(JsonObject json) {
    this.json = json;
  }

  /** Parses a document. */
  @SuppressForbidden(reason = "another tool of this build wrote it")
  static Sbom parse(String text) {
    return new Sbom(JsonParser.parseString(text).getAsJsonObject());
  }

  /** The program and all its components. */
  List<Component> components() {
    return elements().map(Sbom::component).toList();
  }

  /** The names of the listed jars. */
  Set<String> jars() {
    Set<String> names = new TreeSet<>();
    elements().map(Sbom::jar).filter(name -> !name.isEmpty()).forEach(names::add);
    return names;
  }

  /** Adds a Java runtime. */
  void add(JavaRuntime runtime) {
    JsonObject component = new JsonObject();
    component.addProperty("type", "platform");
    component.addProperty("bom-ref", runtime.component().toString());
    component.addProperty("group", "openjdk");
    component.addProperty("name", "runtime");
    component.addProperty("version", runtime.version());
    component.addProperty("description", "Java runtime: " + String.join(" ", runtime.modules()));
    component.add("licenses", expression(runtime.component().declared()));
    json.getAsJsonArray("components").add(component);
  }

  /** Sets each component's licence to an SPDX expression. */
  void conclude(Map<Component, Terms> terms) {
    elements()
        .forEach(
            element -> {
              Terms found = terms.get(component(element));
              if (found != null) {
                element.add("licenses", expression(found.expression()));
              }
            });
  }

  /** The document, with a final line feed. */
  String text() {
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private Stream<JsonObject> elements() {
    List<JsonObject> all = new ArrayList<>();
    all.add(json.getAsJsonObject("metadata").getAsJsonObject("component"));
    json.getAsJsonArray("components").forEach(element -> all.add(element.getAsJsonObject()));
    return all.stream();
  }

  private static Component component(JsonObject element) {
    return new Component(
        text(element, "group") + ":" + text(element, "name"),
        text(element, "version"),
        declared(element));
  }

  private static String declared(JsonObject element) {
    List<String> names = new ArrayList<>();
    if (element.has("licenses")) {
      for (JsonElement entry : element.getAsJsonArray("licenses")) {
        JsonObject choice = entry.getAsJsonObject();
        if (choice.has("expression")) {
          names.add(text(choice, "expression"));
        } else {
          JsonObject licence = choice.getAsJsonObject("license");
          names.add(text(licence, licence.has("id") ? "id" : "name"));
        }
      }
    }
    return String.join(", ", names);
  }

  /** {@code pkg:maven/group/name@version?classifier=x&type=jar}, in Maven's file name format. */
  private static String jar(JsonObject element) {
    String purl = text(element, "purl");
    // The program folder is a POM without a jar.
    if (!purl.startsWith("pkg:maven/") || purl.endsWith("type=pom")) {
      return "";
    }
    String classifier =
        Stream.of(purl.substring(purl.indexOf('?') + 1).split("&", -1))
            .filter(part -> part.startsWith("classifier="))
            .map(part -> "-" + part.substring("classifier=".length()))
            .findFirst()
            .orElse("");
    return "%s-%s%s.jar".formatted(text(element, "name"), text(element, "version"), classifier);
  }

  private static JsonArray expression(String expression) {
    JsonObject choice = new JsonObject();
    choice.addProperty("expression", expression);
    JsonArray licences = new JsonArray();
    licences.add(choice);
    return licences;
  }

  private static String text(JsonObject object, String key) {
    JsonElement value = object.get(key);
    return value == null ? "" : value.getAsString();
  }
}
