package dev.attestor.kubernetes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One part of a kubeconfig: a context, a cluster, a user, or a section within one. For a value of
 * the wrong type, the error names the key and shows no value.
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

  /** Whether the value is something other than null, an empty text or an empty list. */
  boolean has(String key) {
    Object value = values.get(key);
    return value != null
        && !value.equals("")
        && !(value instanceof Collection<?> list && list.isEmpty());
  }

  /**
   * The value of a key, if it is set and not empty.
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
   * A boolean; false if it is missing.
   *
   * @throws ApiAccessException if the value has another type, including a quoted boolean
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

  /** The section at a key; empty if it is missing. */
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

  /** The strings in a list; empty if it is missing. */
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

  /** The sections in a list; empty if it is missing. */
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

  /** The value as parsed from YAML. */
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

  /** An error about a key. */
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
