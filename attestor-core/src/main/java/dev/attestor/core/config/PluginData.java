package dev.attestor.core.config;

import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclList;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.HclValue;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the {@code plugin_data} of the {@code k8s} workload attestor in whatever part of a SPIRE
 * agent's configuration a person has at hand: the whole file, its {@code plugins} block, the
 * plugin's block, or the {@code plugin_data} alone.
 */
public final class PluginData {

  private static final String TYPE = "WorkloadAttestor";
  private static final String OTHER_TYPE = "workload_attestor";
  private static final String NAME = "k8s";
  private static final String DATA = "plugin_data";

  private PluginData() {}

  /**
   * The entries of the plugin's data: those of the whole text if that is no part of an agent's
   * configuration. Empty if it is one, and has no such plugin.
   */
  public static Optional<List<HclEntry>> find(HclObject text) {
    List<HclEntry> plugins = text.entries("plugins");
    List<HclEntry> types =
        plugins.isEmpty()
            ? text.entries().stream().filter(PluginData::isType).toList()
            : plugins.stream().flatMap(PluginData::inner).filter(PluginData::isType).toList();
    if (plugins.isEmpty() && types.isEmpty()) {
      List<HclEntry> alone = text.entries(DATA);
      return Optional.of(
          alone.isEmpty() ? text.entries() : alone.stream().flatMap(PluginData::inner).toList());
    }
    List<HclEntry> named = types.stream().filter(PluginData::isNamed).toList();
    return named.isEmpty() ? Optional.empty() : Optional.of(data(named));
  }

  /**
   * The same in a text that has to be the configuration of an agent: empty if there is no such
   * plugin in it.
   */
  public static Optional<List<HclEntry>> ofAgent(HclObject text) {
    boolean any =
        text.entries().stream()
            .anyMatch(entry -> isType(entry) || entry.key().equalsIgnoreCase("plugins"));
    return any ? find(text) : Optional.empty();
  }

  private static List<HclEntry> data(List<HclEntry> plugins) {
    return plugins.stream()
        .flatMap(PluginData::plugin)
        .filter(entry -> entry.key().equalsIgnoreCase(DATA))
        .flatMap(PluginData::inner)
        .toList();
  }

  private static boolean isNamed(HclEntry type) {
    return type.labels().isEmpty()
        ? inner(type).anyMatch(entry -> entry.key().equals(NAME))
        : type.labels().get(0).value().equals(NAME);
  }

  private static boolean isType(HclEntry entry) {
    return entry.key().equalsIgnoreCase(TYPE) || entry.key().equalsIgnoreCase(OTHER_TYPE);
  }

  /** Native syntax has the plugin's name as a label, JSON as one more object. */
  private static Stream<HclEntry> plugin(HclEntry type) {
    if (type.labels().isEmpty()) {
      return inner(type).filter(entry -> entry.key().equals(NAME)).flatMap(PluginData::inner);
    }
    return inner(type);
  }

  private static Stream<HclEntry> inner(HclEntry entry) {
    return entries(entry.value());
  }

  private static Stream<HclEntry> entries(HclValue value) {
    if (value instanceof HclObject object) {
      return object.entries().stream();
    }
    return value instanceof HclList list
        ? list.items().stream().flatMap(PluginData::entries)
        : Stream.of();
  }
}
