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

/** The main class. */
@Command(
    name = "attestor-licences",
    description = "Completes a bill of materials, and writes the licences of the components.",
    mixinStandardHelpOptions = true)
public final class WriteLicences implements Callable<Integer> {

  @Option(
      names = "--sbom",
      required = true,
      description = "The bill of materials from Maven's CycloneDX plugin.")
  private Path sbom = Path.of("");

  @Option(names = "--lib", required = true, description = "The folder of the shipped jars.")
  private Path lib = Path.of("");

  @Option(names = "--runtime", description = "The shipped Java runtime.")
  private @Nullable Path runtime;

  @Option(
      names = "--out",
      required = true,
      description = "The folder for sbom.cdx.json, LICENCES.md and licences.")
  private Path out = Path.of("");

  @Option(names = "--debian-copyright", description = "The path of the Debian copyright file.")
  private @Nullable Path debianCopyright;

  private WriteLicences() {}

  /** Writes the files, and exits with 1 if something does not match. */
  @SuppressForbidden(reason = "the one place that ends the process")
  public static void main(String[] args) {
    System.exit(new CommandLine(new WriteLicences()).execute(args));
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

  /** Checks that the bill of materials lists exactly the existing files. */
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
    try (InputStream in = WriteLicences.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource \"%s\"".formatted(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
