package dev.attestor.kubernetes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One part of a kubeconfig: a context, a cluster, a user, or a part of one of them. A value of the
 * wrong type is an error that names the key and shows no value.
 */
final class KubeconfigSection {

  private final Map<?, ?> values;
  private final String what;
  private final Path file;

  private KubeconfigSection(Map<?, ?> values, String what, Path file) {
    this.values = values;
    this.what = what;
    this.file = file;
  }

  /** Finds the entry with this name. {@code kind} is also the key of its content. */
  static KubeconfigSection find(
      @Nullable List<?> entries, String kind, @Nullable String name, Path file)
      throws ApiAccessException {
    if (name == null) {
      throw Kubeconfig.problem(file, "no %s is chosen".formatted(kind));
    }
    for (Object entry : entries == null ? List.of() : entries) {
      if (entry instanceof Map<?, ?> map
          && name.equals(map.get("name"))
          && map.get(kind) instanceof Map<?, ?> values) {
        return new KubeconfigSection(values, "the " + kind, file);
      }
    }
    throw Kubeconfig.problem(file, "there is no %s \"%s\"".formatted(kind, name));
  }

  /** Whether there is something other than nothing, an empty text and an empty list. */
  boolean has(String key) {
    Object value = values.get(key);
    return value != null
        && !value.equals("")
        && !(value instanceof Collection<?> list && list.isEmpty());
  }

  /**
   * What stands at a key, if that is something and not empty.
   *
   * @throws ApiAccessException if it is a list or a map
   */
  Optional<String> text(String key) throws ApiAccessException {
    Object value = values.get(key);
    if (value instanceof Collection || value instanceof Map) {
      throw wrong(key, value, "text");
    }
    return Optional.ofNullable(value).map(Object::toString).filter(text -> !text.isEmpty());
  }

  /**
   * A truth; false if there is none.
   *
   * @throws ApiAccessException if it is anything else, the word in quotes included
   */
  boolean bool(String key) throws ApiAccessException {
    Object value = values.get(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw value instanceof String
        ? problem(key, "is text in quotes, expected true or false without quotes")
        : wrong(key, value, "true or false");
  }

  /** The part at a key; empty if there is none. */
  Optional<KubeconfigSection> section(String key) throws ApiAccessException {
    Object value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Map<?, ?> map) {
      return Optional.of(new KubeconfigSection(map, key + " of " + what, file));
    }
    throw wrong(key, value, "a map");
  }

  /** The texts of a list; empty if there is none. */
  List<String> texts(String key) throws ApiAccessException {
    List<String> texts = new ArrayList<>();
    for (Object item : items(key)) {
      if (item == null || item instanceof Collection || item instanceof Map) {
        throw wrong(key, item, "a list of texts");
      }
      texts.add(item.toString());
    }
    return texts;
  }

  /** The parts in a list; empty if there is none. */
  List<KubeconfigSection> sections(String key) throws ApiAccessException {
    List<KubeconfigSection> sections = new ArrayList<>();
    for (Object item : items(key)) {
      if (!(item instanceof Map<?, ?> map)) {
        throw wrong(key, item, "a list of maps");
      }
      sections.add(new KubeconfigSection(map, "an entry in %s of %s".formatted(key, what), file));
    }
    return sections;
  }

  /** Whatever stands there, as YAML has it. */
  @Nullable Object value(String key) {
    return values.get(key);
  }

  private List<?> items(String key) throws ApiAccessException {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong(key, value, "a list");
  }

  /** Says what is wrong with a key. */
  ApiAccessException problem(String key, String predicate) {
    return Kubeconfig.problem(file, "%s of %s %s".formatted(key, what, predicate));
  }

  private ApiAccessException wrong(String key, @Nullable Object value, String expected) {
    String found =
        value instanceof Map
            ? "a map"
            : value instanceof Collection ? "a list" : value == null ? "nothing" : "another value";
    return problem(key, "is %s, expected %s".formatted(found, expected));
  }
}
