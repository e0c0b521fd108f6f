package dev.attestor.core.config;

import dev.attestor.core.config.SigstoreConfig.CredentialHelpers;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.input.secret.Secret;
import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The settings for credential helpers of registries. */
final class HelperSection {

  private static final String ALLOWED = "registry_credential_helpers";
  private static final String FOLDERS = "registry_credential_helper_folders";
  private static final String VARIABLES = "registry_credential_helper_env";
  private static final List<Path> USUAL = List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"));
  private static final int MAX_FOLDERS = 16;
  private static final int MAX_VARIABLES = 32;

  private final Fields fields;
  private final Problems problems;
  private final Environment environment;

  HelperSection(Fields fields, Problems problems, Environment environment) {
    this.fields = fields;
    this.problems = problems;
    this.environment = environment;
  }

  Optional<CredentialHelpers> read() {
    boolean allowed = fields.bool(ALLOWED);
    List<Path> folders = folders();
    Map<String, Secret> variables = variables(folders);
    if (allowed) {
      return Optional.of(new CredentialHelpers(folders, variables));
    }
    for (String key : List.of(FOLDERS, VARIABLES)) {
      if (fields.has(key)) {
        problems.warning(
            fields.position(key),
            "%s has no effect without %s = true".formatted(fields.name(key), fields.name(ALLOWED)));
      }
    }
    return Optional.empty();
  }

  private List<Path> folders() {
    List<String> names = few(FOLDERS, MAX_FOLDERS);
    List<Path> found = new ArrayList<>();
    for (String name : names) {
      Optional<Path> folder = absolute(name);
      if (folder.isEmpty()) {
        problems.error(
            fields.position(FOLDERS),
            "%s has \"%s\", expected an absolute path".formatted(fields.name(FOLDERS), name));
      }
      folder.ifPresent(found::add);
    }
    return names.isEmpty() ? USUAL : found;
  }

  private static Optional<Path> absolute(String name) {
    try {
      return Optional.of(Path.of(name)).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private Map<String, Secret> variables(List<Path> folders) {
    Map<String, Secret> found = new HashMap<>();
    List<String> names = new ArrayList<>(few(VARIABLES, MAX_VARIABLES));
    names.add("HOME");
    for (String name : names) {
      String value = environment.get(name);
      if (value != null) {
        found.put(name, Secret.of(value));
      }
    }
    found.put(
        "PATH",
        Secret.of(
            folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))));
    return found;
  }

  private List<String> few(String key, int limit) {
    List<String> values = fields.texts(key);
    if (values.size() > limit) {
      problems.error(
          fields.position(key),
          "%s has %s values, expected at most %s"
              .formatted(fields.name(key), values.size(), limit));
    }
    return values;
  }
}
