package dev.attestor.core.config;

import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.Optional;

/** The settings for labels of namespaces. */
final class NamespaceSection {

  private static final String ENABLE = "enable_namespace_labels";
  private static final String FILE = "kube_config_file";

  private NamespaceSection() {}

  static Optional<NamespaceAccess> read(Fields fields, Problems problems) {
    boolean enabled = fields.bool(ENABLE);
    Optional<Path> file = fields.path(FILE);
    if (!enabled && file.isPresent() && BrokerSection.isAbsent(fields)) {
      problems.warning(
          fields.position(FILE),
          "%s has no effect without %s = true or experimental.broker".formatted(FILE, ENABLE));
    }
    return enabled ? Optional.of(new NamespaceAccess(file)) : Optional.empty();
  }
}
