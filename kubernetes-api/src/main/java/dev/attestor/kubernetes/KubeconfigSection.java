package dev.attestor.kubernetes;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A named entry of a kubeconfig: a context, a cluster or a user. */
final class KubeconfigSection {

  private final Map<?, ?> values;

  private KubeconfigSection(Map<?, ?> values) {
    this.values = values;
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
        return new KubeconfigSection(values);
      }
    }
    throw Kubeconfig.problem(file, "there is no %s \"%s\"".formatted(kind, name));
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  Optional<String> text(String key) {
    return text(values, key);
  }

  /** The value of a key, if it is set and not empty. */
  static Optional<String> text(Map<?, ?> map, String key) {
    return Optional.ofNullable(map.get(key))
        .map(KubeconfigSection::text)
        .filter(text -> !text.isEmpty());
  }

  /**
   * A scalar as text. Rejects lists and maps: in YAML they can contain themselves, so converting
   * one might never end.
   *
   * @throws ClassCastException if the value is a list or a map
   */
  static String text(Object value) {
    if (value instanceof Collection || value instanceof Map) {
      throw new ClassCastException("expected text");
    }
    return value.toString();
  }

  Optional<Map<?, ?>> map(String key) {
    return values.get(key) instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
  }
}
