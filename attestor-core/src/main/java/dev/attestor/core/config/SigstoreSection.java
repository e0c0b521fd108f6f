package dev.attestor.core.config;

import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Trust;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code sigstore} in both of SPIRE's generations. The first generation was below {@code
 * experimental} (SPIRE 1.9); the second generation was there too, before it moved. So only the keys
 * in the block tell which generation it is.
 */
final class SigstoreSection {

  private static final String PUBLIC_LOG = "https://rekor.sigstore.dev";
  private static final Duration CACHE_TTL = Duration.ofHours(24);
  private static final Duration VERIFY_TIMEOUT = Duration.ofSeconds(20);
  private static final List<String> SPIRE_1_9_KEYS =
      List.of("allowed_subjects_list", "skip_signature_verification_image_list", "enforce_sct");
  private static final List<String> SPIRE_1_11_KEYS =
      List.of(
          "allowed_identities",
          "skipped_images",
          "ignore_sct",
          "ignore_tlog",
          "ignore_attestations",
          "registry_credentials");

  private final Fields fields;
  private final Problems problems;
  private final Environment environment;

  SigstoreSection(Fields fields, Problems problems, Environment environment) {
    this.fields = fields;
    this.problems = problems;
    this.environment = environment;
  }

  Optional<SigstoreConfig> read(boolean podSelectorsOnly) {
    Optional<Fields> experimental =
        fields.block("experimental").flatMap(block -> block.block("sigstore"));
    Optional<Fields> plain = fields.block("sigstore");
    if (experimental.isPresent() && plain.isPresent()) {
      problems.error(
          fields.position("sigstore"),
          "sigstore and experimental.sigstore exclude each other; set one of them");
      return Optional.empty();
    }
    if (podSelectorsOnly && (experimental.isPresent() || plain.isPresent())) {
      problems.error(
          fields.position("disable_container_selectors"),
          "disable_container_selectors and sigstore exclude each other: without the container there"
              + " is no image to verify");
    }
    return plain
        .map(block -> read(block, Generation.SPIRE_1_11))
        .or(() -> experimental.map(block -> read(block, generation(block))));
  }

  private Generation generation(Fields block) {
    List<String> first = SPIRE_1_9_KEYS.stream().filter(block::has).toList();
    List<String> second = SPIRE_1_11_KEYS.stream().filter(block::has).toList();
    if (!first.isEmpty() && !second.isEmpty()) {
      problems.error(
          block.position(second.get(0)),
          "%s and %s are of different versions of SPIRE; set the keys of one of them"
              .formatted(block.name(first.get(0)), block.name(second.get(0))));
    }
    return second.isEmpty() ? Generation.SPIRE_1_9 : Generation.SPIRE_1_11;
  }

  private SigstoreConfig read(Fields block, Generation generation) {
    boolean first = generation == Generation.SPIRE_1_9;
    Identities identities = new Identities(block, problems, where());
    Map<String, List<String>> allowed = first ? identities.first() : identities.second();
    RegistrySection registries = new RegistrySection(block, problems, environment);
    Network network = new NetworkSection(block, problems, environment).read();
    SigstoreConfig config =
        new SigstoreConfig(
            generation,
            allowed,
            skipped(block, first ? SPIRE_1_9_KEYS.get(1) : "skipped_images"),
            rekorUrl(block, first),
            first
                ? !block.has("enforce_sct") || block.bool("enforce_sct")
                : !block.bool("ignore_sct"),
            first || !block.bool("ignore_tlog"),
            !first && !block.bool("ignore_attestations"),
            block.bool("accept_attestation_as_signature"),
            first ? registries.withoutLogins(network) : registries.read(network),
            network,
            trust(block),
            block.path("ca_path"),
            PositiveDuration.read(block, problems, "cache_ttl", CACHE_TTL),
            PositiveDuration.read(block, problems, "verify_timeout", VERIFY_TIMEOUT));
    block.refuseOthers();
    return config;
  }

  private Set<String> skipped(Fields block, String key) {
    Set<String> images = new HashSet<>();
    for (String image : block.texts(key)) {
      if (image.matches("(.+@)?sha256:[0-9a-f]{64}")) {
        images.add(image);
      } else {
        problems.error(
            block.position(key),
            "%s has \"%s\", expected \"sha256:<64 hex digits>\" or \"repository@sha256:<64 hex digits>\""
                .formatted(block.name(key), image));
      }
    }
    return images;
  }

  private URI rekorUrl(Fields block, boolean required) {
    String key = "rekor_url";
    Optional<String> text = block.text(key);
    if (required && text.isEmpty()) {
      problems.error(
          where(),
          "%s is not set; the public log is at \"%s\"".formatted(block.name(key), PUBLIC_LOG));
    }
    return text.flatMap(value -> WebAddress.read(block, problems, key, value))
        .orElse(URI.create(PUBLIC_LOG));
  }

  /** The position of the block, for problems with missing settings. */
  private @Nullable Position where() {
    Position plain = fields.position("sigstore");
    return plain == null ? fields.position("experimental") : plain;
  }

  private Trust trust(Fields block) {
    return new Trust(
        block.path("trusted_root_path"),
        file("SIGSTORE_ROOT_FILE"),
        file("SIGSTORE_REKOR_PUBLIC_KEY"),
        file("SIGSTORE_CT_LOG_PUBLIC_KEY_FILE"),
        block.path("tuf_cache_path").orElse(Path.of("/var/lib/attestor/sigstore")));
  }

  private Optional<Path> file(String variable) {
    return EnvironmentPath.read(environment, problems, variable);
  }

  /** Whose signatures are accepted. */
  private record Identities(Fields block, Problems problems, @Nullable Position place) {

    private static final String SPECIAL = "*+?^${}[]|()";

    Map<String, List<String>> first() {
      String key = SPIRE_1_9_KEYS.get(0);
      Map<String, List<String>> allowed = block.lists(key);
      if (allowed.isEmpty()) {
        problems.warning(
            place, "%s is empty: no image passes but the skipped ones".formatted(block.name(key)));
      }
      return allowed;
    }

    Map<String, List<String>> second() {
      String key = SPIRE_1_11_KEYS.get(0);
      problems.remember(block.name(key), block.position(key));
      Map<String, List<String>> allowed = block.lists(key);
      if (allowed.isEmpty()) {
        problems.error(
            place,
            ("%s is empty, so anybody's signature would do; name issuers and subjects, or \".*\" ="
                    + " [\".*\"] if anybody's shall do")
                .formatted(block.name(key)));
      }
      allowed.forEach(
          (issuer, subjects) -> {
            remarkOn(key, issuer);
            subjects.forEach(subject -> remarkOn(key, subject));
          });
      return allowed;
    }

    private void remarkOn(String key, String name) {
      noteUnanchored(key, name);
      warnOfBackslash(key, name);
      LiteralExpression.escaped(name)
          .ifPresent(
              escaped ->
                  problems.warning(
                      block.position(key),
                      ("%s has \"%s\", which is a regular expression and does not match its own text;"
                              + " to allow this very name, write \"%s\"")
                          .formatted(block.name(key), name, escaped)));
    }

    /** As in SPIRE, a backslash alone makes no expression of a name, and no name contains one. */
    private void warnOfBackslash(String key, String name) {
      if (!isPattern(name) && name.indexOf('\\') >= 0) {
        problems.warning(
            block.position(key),
            ("%s has \"%s\", which is compared as it is, backslashes included; for a regular expression"
                    + " write \"^%s$\"")
                .formatted(block.name(key), name, name));
      }
    }

    private static boolean isPattern(String name) {
      return name.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    private void noteUnanchored(String key, String name) {
      if (isPattern(name) && !(name.startsWith("^") && name.endsWith("$"))) {
        problems.note(
            block.position(key),
            ("%s has \"%s\", which is a regular expression and must match the whole of a name;"
                    + " SPIRE would take a part")
                .formatted(block.name(key), name));
      }
    }
  }
}
