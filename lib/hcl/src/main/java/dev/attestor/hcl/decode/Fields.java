package dev.attestor.hcl.decode;

import dev.attestor.hcl.Hcl;
import dev.attestor.hcl.HclBool;
import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclList;
import dev.attestor.hcl.HclNull;
import dev.attestor.hcl.HclNumber;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.HclSyntaxException;
import dev.attestor.hcl.HclText;
import dev.attestor.hcl.HclValue;
import dev.attestor.hcl.Position;
import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one block, read by name and type. Errors are added to the problems. A key that is
 * never read counts as unknown. Lookups take names in lower case and ignore the case of the text,
 * as HCL 1 does. If a key is set more than once, the last value applies and a warning is added. Not
 * thread-safe.
 */
public final class Fields {

  private final List<HclEntry> entries;
  private final String prefix;
  private final Problems problems;
  private final boolean secret;
  private final @Nullable Position place;
  private final TreeSet<String> known = new TreeSet<>();

  /** The prefix, such as {@code experimental.}, is shown before key names in messages. */
  public Fields(List<HclEntry> entries, String prefix, Problems problems) {
    this(entries, prefix, problems, false);
  }

  private Fields(List<HclEntry> entries, String prefix, Problems problems, boolean secret) {
    this(entries, prefix, problems, secret, null);
  }

  private Fields(
      List<HclEntry> entries,
      String prefix,
      Problems problems,
      boolean secret,
      @Nullable Position place) {
    this.place = place;
    this.entries = List.copyOf(entries);
    this.prefix = prefix;
    this.problems = problems;
    this.secret = secret;
  }

  /**
   * Parses the keys of a whole text.
   *
   * @throws ConfigException if the text is not HCL
   */
  public static Fields parse(String text, Problems problems) throws ConfigException {
    try {
      return new Fields(Hcl.parse(text).entries(), "", problems);
    } catch (HclSyntaxException e) {
      // The message contains line and column.
      problems.error(null, e.getMessage() == null ? "the text is not HCL" : e.getMessage());
      throw new ConfigException(problems.all());
    }
  }

  /**
   * A string, or a number as written; empty if the key is not set, is empty or has another type.
   */
  public Optional<String> text(String key) {
    return value(key)
        .flatMap(value -> typed(key, value, Scalars.text(value), "a string"))
        .filter(text -> !text.isEmpty());
  }

  /** A list of strings. A single string counts as a list of one. Empty if the key is not set. */
  public List<String> texts(String key) {
    return value(key).map(value -> texts(key, value)).orElse(List.of());
  }

  private List<String> texts(String key, HclValue value) {
    if (value instanceof HclList list) {
      return list.items().stream()
          .flatMap(item -> typed(key, item, Scalars.text(item), "strings").stream())
          .toList();
    }
    return typed(key, value, Scalars.text(value), "a list of strings")
        .map(List::of)
        .orElse(List.of());
  }

  /** A string that is a valid path on this host. */
  public Optional<Path> path(String key) {
    problems.remember(name(key), position(key));
    return text(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(Path.of(text));
              } catch (InvalidPathException e) {
                problems.error(
                    position(key), "%s is \"%s\", expected a path".formatted(name(key), text));
                return Optional.empty();
              }
            });
  }

  /** {@code true} or {@code false}, quoted or not, or 1 or 0; false if the key is not set. */
  public boolean bool(String key) {
    return value(key)
        .flatMap(value -> typed(key, value, Scalars.bool(value), "true or false"))
        .orElse(false);
  }

  /** An integer, quoted or not, in any base that Go accepts. */
  public Optional<BigInteger> integer(String key) {
    return value(key).flatMap(value -> typed(key, value, Scalars.integer(value), "a whole number"));
  }

  /** A string in the format of Go durations. */
  public Optional<Duration> duration(String key) {
    return text(key)
        .flatMap(
            text -> {
              Optional<Duration> duration = GoDuration.parse(text);
              if (duration.isEmpty()) {
                problems.error(
                    position(key),
                    "%s is \"%s\", expected a duration such as \"500ms\" or \"1m30s\""
                        .formatted(name(key), text));
              }
              return duration;
            });
  }

  /**
   * The block with this name, merged from all its occurrences; empty if there is none. Labels are
   * blocks within it, as in Go: {@code key "name" {}} means {@code key { name {} }}. SPIRE writes a
   * JSON configuration in this way when it passes it to a plugin.
   */
  public Optional<Fields> block(String key) {
    known.add(key);
    List<HclEntry> found = entries(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<HclEntry> inner =
        found.stream().flatMap(entry -> objects(key, entry.nested().value()).stream()).toList();
    return Optional.of(new Fields(inner, name(key) + ".", problems, secret));
  }

  /**
   * The named blocks below a key, in all notations of HCL: {@code key "name" {}}, {@code key { name
   * {} }}, {@code key = { "name" = {} }}, and lists of those. Further labels are blocks within the
   * named one. Names are case-sensitive; a duplicate name is an error.
   */
  public Map<String, Fields> named(String key) {
    known.add(key);
    Map<String, Fields> blocks = new LinkedHashMap<>();
    for (HclEntry entry : entries(key)) {
      objects(key, entry.nested().value()).forEach(inner -> addNamed(key, inner, blocks));
    }
    return blocks;
  }

  private void addNamed(String key, HclEntry entry, Map<String, Fields> blocks) {
    String name = entry.key();
    String full = name(key) + "." + name;
    List<HclEntry> inner = objects(key + "." + name, entry.nested().value());
    if (blocks.putIfAbsent(name, new Fields(inner, full + ".", problems, secret)) != null) {
      problems.error(entry.position(), "%s is set twice; set it once".formatted(full));
    }
  }

  /** Like {@link #named}, but no message shows a value. */
  public Map<String, Fields> namedSecrets(String key) {
    known.add(key);
    return new Fields(entries, prefix, problems, true).named(key);
  }

  /**
   * The keys of a block, each with a list of strings. Keys are case-sensitive; the lists of a
   * repeated key are joined.
   */
  public Map<String, List<String>> lists(String key) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    block(key)
        .ifPresent(
            block -> {
              for (HclEntry entry : block.entries) {
                lists
                    .computeIfAbsent(entry.key(), name -> new ArrayList<>())
                    .addAll(block.texts(entry.key(), entry.nested().value()));
              }
            });
    return lists;
  }

  /**
   * The objects of a list, in all notations that Go's decoder takes: {@code key = [{}, {}]}, {@code
   * key {}} more than once, and with one name around each, {@code key "name" {}} or {@code key = {
   * name = {} }}. Messages name each by the text of one of its keys, else by its index.
   *
   * @param id the key whose text names an object
   */
  public List<Fields> objects(String key, String id) {
    known.add(key);
    List<HclObject> found = new ArrayList<>();
    for (HclEntry entry : entries(key)) {
      addObjects(key, entry.nested().value(), true, found);
    }
    List<Fields> objects = new ArrayList<>();
    for (HclObject object : found) {
      String name =
          object.entries(id).stream()
              .flatMap(entry -> Scalars.text(entry.value()).stream())
              .filter(text -> !text.isEmpty())
              .reduce((first, last) -> last)
              .orElse(String.valueOf(objects.size()));
      String full = "%s[%s].".formatted(name(key), name);
      objects.add(new Fields(object.entries(), full, problems, secret, object.position()));
    }
    return objects;
  }

  private void addObjects(String key, HclValue value, boolean mayBeNamed, List<HclObject> found) {
    if (value instanceof HclList list) {
      list.items().forEach(item -> addObjects(key, item, mayBeNamed, found));
    } else if (value instanceof HclObject object && mayBeNamed && isNames(object)) {
      object.entries().forEach(inner -> addObjects(key, inner.nested().value(), false, found));
    } else if (value instanceof HclObject object) {
      found.add(object);
    } else {
      problems.error(
          value.position(), "%s has %s, expected blocks".formatted(name(key), describe(value)));
    }
  }

  /** Whether an object only puts names around others. */
  private static boolean isNames(HclObject object) {
    return !object.entries().isEmpty()
        && object.entries().stream()
            .allMatch(
                entry ->
                    entry.nested().value() instanceof HclObject
                        || (entry.value() instanceof HclList list
                            && !list.items().isEmpty()
                            && list.items().stream().allMatch(HclObject.class::isInstance)));
  }

  /** The texts of all occurrences of a key; a value of another type is an error. */
  public List<String> everyText(String key) {
    known.add(key);
    return entries(key).stream()
        .flatMap(
            entry -> typed(key, entry.value(), Scalars.text(entry.value()), "a string").stream())
        .filter(text -> !text.isEmpty())
        .toList();
  }

  /** Where this object of a list starts; null for other blocks. */
  public @Nullable Position place() {
    return place;
  }

  /** Marks a key as known without reading its value. */
  public void accept(String key) {
    known.add(key);
  }

  /** Whether the key is set to any value except {@code null}. */
  public boolean has(String key) {
    known.add(key);
    return !entries(key).isEmpty();
  }

  /** How often the key is set to a value other than {@code null}. */
  public int count(String key) {
    known.add(key);
    return entries(key).size();
  }

  /** Whether the value that applies is written as a list. */
  public boolean isList(String key) {
    List<HclEntry> found = entries(key);
    return !found.isEmpty() && found.get(found.size() - 1).value() instanceof HclList;
  }

  /** The position of the key whose value applies; null if it is not set. */
  public @Nullable Position position(String key) {
    List<HclEntry> found = entries(key);
    return found.isEmpty() ? null : found.get(found.size() - 1).position();
  }

  /** The key with its prefix, as messages show it. */
  public String name(String key) {
    return prefix + key;
  }

  /** Reports every key that was not read. */
  public void refuseOthers() {
    for (HclEntry entry : entries) {
      if (!known.contains(entry.key().toLowerCase(Locale.ROOT))) {
        String hint =
            Spelling.nearest(entry.key(), known)
                .map(key -> ", did you mean \"" + name(key) + "\"?")
                .orElse("");
        problems.error(entry.position(), "unknown key \"%s\"%s".formatted(name(entry.key()), hint));
      }
    }
  }

  /** The entries of a key, except those that JSON sets to {@code null}. */
  private List<HclEntry> entries(String key) {
    return entries.stream()
        .filter(entry -> entry.key().equalsIgnoreCase(key))
        .filter(entry -> !(entry.value() instanceof HclNull))
        .toList();
  }

  private Optional<HclValue> value(String key) {
    known.add(key);
    List<HclEntry> found = entries(key);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    HclEntry last = found.get(found.size() - 1);
    if (found.size() > 1) {
      problems.warning(
          last.position(),
          "%s is set %s times; the last one counts".formatted(name(key), found.size()));
    }
    return Optional.of(last.value());
  }

  private <T> Optional<T> typed(String key, HclValue value, Optional<T> read, String expected) {
    if (read.isEmpty()) {
      problems.error(
          value.position(),
          "%s is %s, expected %s".formatted(name(key), describe(value), expected));
    }
    return read;
  }

  private List<HclEntry> objects(String key, HclValue value) {
    if (value instanceof HclObject object) {
      return object.entries();
    }
    if (value instanceof HclList list) {
      return list.items().stream().flatMap(each -> objects(key, each).stream()).toList();
    }
    if (!(value instanceof HclNull)) {
      problems.error(
          value.position(), "%s is %s, expected a block".formatted(name(key), describe(value)));
    }
    return List.of();
  }

  private String describe(HclValue value) {
    if (secret && !(value instanceof HclList || value instanceof HclObject)) {
      return "another value";
    }
    if (value instanceof HclText text) {
      return "\"" + text.value() + "\"";
    }
    if (value instanceof HclNumber number) {
      return number.text();
    }
    if (value instanceof HclBool bool) {
      return String.valueOf(bool.value());
    }
    return value instanceof HclList ? "a list" : value instanceof HclObject ? "a block" : "null";
  }
}
