package dev.attestor.licences;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Entry point. */
@Command(
    name = "attestor-licences",
    description = "Completes a bill of materials, and writes down the licences of what it lists.",
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {

  @Option(
      names = "--sbom",
      required = true,
      description = "CycloneDX, as Maven's plugin leaves it.")
  private Path sbom = Path.of("");

  @Option(names = "--lib", required = true, description = "The jars that are shipped.")
  private Path lib = Path.of("");

  @Option(names = "--runtime", description = "The Java runtime that is shipped.")
  private @Nullable Path runtime;

  @Option(
      names = "--out",
      required = true,
      description = "Where sbom.cdx.json, LICENCES.md and the folder licences go.")
  private Path out = Path.of("");

  @Option(
      names = "--debian-copyright",
      description = "Where the copyright file of a Debian package goes.")
  private @Nullable Path debianCopyright;

  private Main() {}

  /** Writes the files, and ends the process: with 1 if something does not agree. */
  @SuppressForbidden(reason = "the one place that ends the process")
  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    try {
      write();
      return 0;
    } catch (LicenceException e) {
      System.err.println("attestor-licences: error: " + e.getMessage());
      return 1;
    }
  }

  private void write() throws IOException, LicenceException {
    Sbom bom = Sbom.parse(Files.readString(sbom));
    requireSame(bom.jars());
    if (runtime != null) {
      bom.add(JavaRuntime.read(runtime));
    }
    Map<Component, Terms> terms = TermsTable.parse(resource("components.txt")).of(bom.components());
    bom.conclude(terms);
    Files.createDirectories(out.resolve("licences"));
    Files.writeString(out.resolve("sbom.cdx.json"), bom.text());
    Files.writeString(out.resolve("LICENCES.md"), LicenceList.of(terms));
    Map<String, String> texts = new TreeMap<>();
    for (String identifier : LicenceTexts.needed(terms.values())) {
      texts.put(identifier, resource("texts/" + identifier + ".txt"));
      Files.writeString(
          out.resolve("licences").resolve(identifier + ".txt"), texts.get(identifier));
    }
    if (debianCopyright != null) {
      Files.writeString(debianCopyright, DebianCopyright.of(terms, texts));
    }
  }

  /** What the bill of materials lists has to be what is there. */
  private void requireSame(Set<String> listed) throws IOException, LicenceException {
    Set<String> there = new TreeSet<>();
    try (Stream<Path> files = Files.list(lib)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".jar"))
          .forEach(there::add);
    }
    List<String> problems = new ArrayList<>();
    there.stream()
        .filter(name -> !listed.contains(name))
        .forEach(
            name ->
                problems.add("%s is in %s, and %s does not list it".formatted(name, lib, sbom)));
    listed.stream()
        .filter(name -> !there.contains(name))
        .forEach(
            name -> problems.add("%s lists %s, which is not in %s".formatted(sbom, name, lib)));
    if (!problems.isEmpty()) {
      throw new LicenceException(problems);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Main.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource \"%s\"".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
