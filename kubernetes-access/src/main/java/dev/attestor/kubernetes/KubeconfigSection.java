package dev.attestor.kubernetes;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One named entry of a kubeconfig: a context, a cluster or a user. */
final class KubeconfigSection {

  private final Map<?, ?> values;

  private KubeconfigSection(Map<?, ?> values) {
    this.values = values;
  }

  /** Finds the entry of that name; {@code kind} is also the key of its content. */
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
    return Optional.ofNullable(values.get(key))
        .map(Object::toString)
        .filter(text -> !text.isEmpty());
  }

  Optional<Map<?, ?>> map(String key) {
    return values.get(key) instanceof Map<?, ?> map ? Optional.of(map) : Optional.empty();
  }
}
