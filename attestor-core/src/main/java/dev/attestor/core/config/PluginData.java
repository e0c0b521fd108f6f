package dev.attestor.core.config;

import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclList;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.HclValue;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The {@code plugin_data} of the {@code k8s} workload attestor, from any part of a SPIRE agent's
 * configuration: the whole file, its {@code plugins} block, the plugin's block, or only the {@code
 * plugin_data}. The surrounding text is checked as in SPIRE.
 *
 * @param entries the entries of the data; empty if they are in a file
 * @param file the file with the entries, if they are not in the text
 */
public record PluginData(List<HclEntry> entries, Optional<DataFile> file) {

  private static final String TYPE = "WorkloadAttestor";
  private static final String OTHER_TYPE = "workload_attestor";
  private static final List<String> OTHER_TYPES =
      List.of("KeyManager", "NodeAttestor", "SVIDStore", "BundlePublisher");
  private static final String NAME = "k8s";
  private static final String PLUGINS = "plugins";
  private static final String DATA = "plugin_data";
  private static final String FILE = "plugin_data_file";
  private static final String ENABLED = "enabled";

  /** All keys of a plugin's block except one start like this, and no key of the data does. */
  private static final String OF_BLOCK = "plugin_";

  /** Copies the list. */
  public PluginData {
    entries = List.copyOf(entries);
  }

  /**
   * The file that {@code plugin_data_file} names, relative to the working directory, as in SPIRE.
   *
   * @param position where it is named; null if unknown
   */
  public record DataFile(Path path, @Nullable Position position) {}

  /**
   * Finds the plugin's data: the whole text, if it is not part of a SPIRE agent's configuration.
   * Empty if it is such a part but lacks the plugin.
   *
   * @param problems receives the problems around the data
   */
  public static Optional<PluginData> find(HclObject text, Problems problems) {
    List<HclEntry> plugins = text.entries(PLUGINS);
    List<HclEntry> types =
        plugins.isEmpty()
            ? text.entries().stream().filter(PluginData::isType).toList()
            : types(plugins, problems);
    if (plugins.isEmpty() && types.isEmpty()) {
      boolean block =
          text.entries().stream().anyMatch(each -> lowerCase(each).startsWith(OF_BLOCK));
      return Optional.of(
          block
              ? ofBlock(text.entries(), problems)
              : new PluginData(text.entries(), Optional.empty()));
    }
    List<Block> named = types.stream().flatMap(PluginData::named).toList();
    if (named.isEmpty()) {
      return Optional.empty();
    }
    for (Block other : named.subList(1, named.size())) {
      problems.error(
          other.position(),
          "plugin \"%s\"/\"%s\" is declared more than once, first in line %s; expected one"
              .formatted(TYPE, NAME, named.get(0).position().line()));
    }
    return Optional.of(ofBlock(named.get(0).entries(), problems));
  }

  /**
   * Like {@link #find}, but the text must be a SPIRE agent's configuration; empty if it lacks the
   * plugin.
   */
  public static Optional<PluginData> ofAgent(HclObject text, Problems problems) {
    boolean any =
        text.entries().stream()
            .anyMatch(entry -> isType(entry) || entry.key().equalsIgnoreCase(PLUGINS));
    return any ? find(text, problems) : Optional.empty();
  }

  private static List<HclEntry> types(List<HclEntry> plugins, Problems problems) {
    List<HclEntry> all = plugins.stream().flatMap(PluginData::within).toList();
    Fields fields = new Fields(all, PLUGINS + ".", problems);
    Stream.concat(Stream.of(TYPE, OTHER_TYPE), OTHER_TYPES.stream())
        .forEach(type -> fields.accept(type.toLowerCase(Locale.ROOT)));
    fields.refuseOthers();
    return all.stream().filter(PluginData::isType).toList();
  }

  private static PluginData ofBlock(List<HclEntry> block, Problems problems) {
    Fields fields = new Fields(block, "", problems);
    Stream.of("plugin_cmd", "plugin_args", "plugin_checksum", DATA).forEach(fields::accept);
    if (fields.has(ENABLED) && !fields.bool(ENABLED)) {
      problems.warning(
          fields.position(ENABLED),
          "enabled is false: SPIRE would not load this plugin; Attestor uses it all the same");
    }
    Optional<DataFile> file =
        fields.path(FILE).map(path -> new DataFile(path, fields.position(FILE)));
    fields.refuseOthers();
    if (file.isPresent() && fields.has(DATA)) {
      problems.error(
          fields.position(FILE),
          "%s and %s exclude each other; set one of them".formatted(DATA, FILE));
    }
    return new PluginData(
        block.stream()
            .filter(entry -> entry.key().equalsIgnoreCase(DATA))
            .flatMap(PluginData::within)
            .toList(),
        file);
  }

  /** The content of one declaration of the plugin. */
  private record Block(List<HclEntry> entries, Position position) {}

  private static Stream<Block> named(HclEntry type) {
    return within(type).filter(entry -> entry.key().equals(NAME)).flatMap(PluginData::blocks);
  }

  /** A list of objects means several declarations. */
  private static Stream<Block> blocks(HclEntry plugin) {
    List<Block> blocks = new ArrayList<>();
    if (plugin.value() instanceof HclList list) {
      list.items().forEach(item -> blocks.add(new Block(entries(item).toList(), item.position())));
    }
    return blocks.isEmpty()
        ? Stream.of(new Block(within(plugin).toList(), plugin.position()))
        : blocks.stream();
  }

  private static boolean isType(HclEntry entry) {
    return entry.key().equalsIgnoreCase(TYPE) || entry.key().equalsIgnoreCase(OTHER_TYPE);
  }

  private static String lowerCase(HclEntry entry) {
    return entry.key().toLowerCase(Locale.ROOT);
  }

  /**
   * What is below a key: in native syntax its label, such as a plugin's name, in JSON an object.
   */
  private static Stream<HclEntry> within(HclEntry entry) {
    return entries(entry.nested().value());
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
