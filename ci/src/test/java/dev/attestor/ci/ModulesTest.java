package dev.attestor.ci;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The modules use what the table in {@code docs/architecture.md} allows, and the table allows
 * nothing that is not used.
 */
class ModulesTest {

  private static final Path TOP = Path.of(System.getProperty("attestor.top", ".."));

  /** Library names in the table, by package prefix. */
  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry("com.google.cloud.tools.jib", "jib"),
          Map.entry("com.google.common", "guava"),
          Map.entry("com.google.gson", "gson"),
          Map.entry("com.google.protobuf", "protobuf-java"),
          Map.entry("com.google.re2j", "re2j"),
          Map.entry("com.sun.jna", "jna"),
          Map.entry("dev.sigstore", "sigstore-java"),
          Map.entry("io.intoto", "sigstore-java"),
          Map.entry("io.grpc", "grpc-java"),
          Map.entry("io.kubernetes.client", "kubernetes-client"),
          Map.entry("io.netty", "netty"),
          Map.entry("io.prometheus", "prometheus"),
          Map.entry("jnr.constants", "jnr-posix"),
          Map.entry("jnr.posix", "jnr-posix"),
          Map.entry("okhttp3", "okhttp"),
          Map.entry("okio", "okhttp"),
          Map.entry("org.apache.commons.compress", "commons-compress"),
          Map.entry("org.bouncycastle", "bouncycastle"),
          Map.entry("org.jose4j", "jose4j"),
          Map.entry("org.newsclub.net.unix", "junixsocket"),
          Map.entry("org.openjdk.jmh", "jmh"),
          Map.entry("org.slf4j", "slf4j"),
          Map.entry("org.yaml.snakeyaml", "snakeyaml"),
          Map.entry("picocli", "picocli"));

  private static final Pattern JDK =
      Pattern.compile(
          "(java|javax|jdk|sun|com\\.sun\\.(net|security|management)|org\\.jspecify)\\b.*");

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static final Map<String, Set<String>> TABLE = table();
  private static final Map<String, String> OWNERS = owners();

  static Stream<String> folders() {
    return TABLE.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void usesWhatTheTableAllowsAndNothingElse(String folder) {
    assertThat(used(folder)).isEqualTo(TABLE.get(folder));
  }

  @Test
  void tableHasAllModulesOfTheBuild() throws IOException {
    Set<String> modules =
        matches("<module>([^<]+)</module>", Files.readString(TOP.resolve("pom.xml")))
            .filter(module -> Files.isDirectory(TOP.resolve(module).resolve("src/main")))
            .collect(toCollection(TreeSet::new));
    assertThat(TABLE.keySet()).containsExactlyInAnyOrderElementsOf(modules);
  }

  @Test
  void modulesUseOnlyThoseBelowThemInTheDrawing() {
    List<List<String>> floors = drawing();
    Map<String, Integer> floorOf = new HashMap<>();
    for (int floor = 0; floor < floors.size(); floor++) {
      for (String module : floors.get(floor)) {
        floorOf.put(module, floor);
      }
    }
    List<String> upward = new ArrayList<>();
    for (String module : floorOf.keySet()) {
      used(module).stream()
          .filter(TABLE::containsKey)
          .filter(other -> floorOf.getOrDefault(other, -1) <= floorOf.get(module))
          .forEach(other -> upward.add(module + " uses " + other));
    }
    assertThat(upward).isEmpty();
  }

  private static Set<String> used(String folder) {
    return new ClassFileImporter()
        .importPath(TOP.resolve(folder).resolve("target/classes")).stream()
            .map(JavaClass::getDirectDependenciesFromSelf)
            .flatMap(Set::stream)
            .map(Dependency::getTargetClass)
            .map(JavaClass::getBaseComponentType)
            .map(JavaClass::getPackageName)
            .distinct()
            .flatMap(packageName -> owner(packageName).stream())
            .filter(owner -> !owner.equals(folder))
            .collect(toCollection(TreeSet::new));
  }

  /** The module folder or library that owns a package; empty for the JDK and primitives. */
  private static Optional<String> owner(String packageName) {
    if (packageName.isEmpty() || JDK.matcher(packageName).matches()) {
      return Optional.empty();
    }
    if (OWNERS.containsKey(packageName)) {
      return Optional.of(OWNERS.get(packageName));
    }
    return Optional.of(
        LIBRARIES.entrySet().stream()
            .filter(library -> (packageName + ".").startsWith(library.getKey() + "."))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("the unknown package " + packageName));
  }

  /** The folder of each of our packages; fails if two modules have the same package. */
  private static Map<String, String> owners() {
    return TABLE.keySet().stream()
        .flatMap(
            folder ->
                new ClassFileImporter()
                    .importPath(TOP.resolve(folder).resolve("target/classes")).stream()
                        .map(JavaClass::getPackageName)
                        .distinct()
                        .map(packageName -> Map.entry(packageName, folder)))
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /**
   * The rows of the table, which has three columns: a module, what it may use, and its packages.
   */
  private static Map<String, Set<String>> table() {
    Map<String, Set<String>> rows = new HashMap<>();
    for (String line : section().split("\n", -1)) {
      String[] cells = line.split("\\|", -1);
      if (line.startsWith("| `") && cells.length == 5) {
        String folder = matches(CODE.pattern(), cells[1]).findFirst().orElseThrow();
        rows.put(folder, matches(CODE.pattern(), cells[2]).collect(toCollection(TreeSet::new)));
      }
    }
    return rows;
  }

  /** The modules in the drawing, one list for each level, from top to bottom. */
  private static List<List<String>> drawing() {
    return matches("(?s)```\n(.*?)```", section())
        .flatMap(String::lines)
        .map(line -> List.of(line.trim().split(" {2,}", -1)))
        .toList();
  }

  private static String section() {
    try {
      String page = Files.readString(TOP.resolve("docs/architecture.md"));
      int start = page.indexOf("\n## Modules\n");
      return page.substring(start, page.indexOf("\n## ", start + 1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<String> matches(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map((MatchResult r) -> r.group(1));
  }
}
