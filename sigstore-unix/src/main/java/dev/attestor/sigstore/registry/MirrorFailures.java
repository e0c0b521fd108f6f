package dev.attestor.sigstore.registry;

import dev.attestor.sigstore.registry.RegistryException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the places of a repository, its mirrors among them, say instead of giving what is asked. */
final class MirrorFailures {

  private final List<RegistryException> found = new ArrayList<>();

  void add(RegistryException failure) {
    found.add(failure);
  }

  /**
   * All of them as one, of the kind of the first that says more than that there is nothing; only if
   * all places say that is there nothing.
   */
  RegistryException all() {
    RegistryException main =
        found.stream()
            .filter(each -> each.kind() != Kind.NOT_FOUND)
            .findFirst()
            .orElse(found.get(0));
    return found.size() == 1
        ? main
        : new RegistryException(
            main.kind(),
            found.stream()
                .map(each -> String.valueOf(each.getMessage()))
                .distinct()
                .collect(Collectors.joining("; ")),
            main);
  }
}
