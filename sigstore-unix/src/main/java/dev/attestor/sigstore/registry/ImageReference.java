package dev.attestor.sigstore.registry;

import dev.attestor.core.config.RegistryNames;
import dev.attestor.input.text.ForeignText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An image in a registry's repository, identified by digest.
 *
 * @param registry host and optionally port, such as {@code registry.example.com:5000}
 * @param repository the path below it, such as {@code library/nginx}
 */
public record ImageReference(String registry, String repository, Digest digest) {

  private static final Pattern SCHEME = Pattern.compile("^[a-z]+(-pullable)?://");
  private static final Pattern REFERENCE =
      Pattern.compile("(?<name>[^@]+?)(:(?<tag>[\\w][\\w.-]{0,127}))?@(?<digest>[^@]+)");
  private static final Pattern DIGEST =
      Pattern.compile(
          "((?<name>[^@]*+)@)?((?<algorithm>[A-Za-z][A-Za-z0-9+._-]*+):)?(?<hex>[0-9A-Za-z]{32,}+)");
  private static final Pattern REGISTRY =
      Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?)(:[0-9]{1,5})?");
  private static final Pattern REPOSITORY =
      Pattern.compile("[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*");
  private static final int MAX_LENGTH = 1024;

  /**
   * Parses an image ID from the kubelet: {@code repository@sha256:<hex>}, possibly with the
   * runtime's scheme and a tag. Empty if the ID does not contain a repository and a digest.
   */
  public static Optional<ImageReference> parse(String imageId) {
    if (imageId.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher parts = REFERENCE.matcher(SCHEME.matcher(imageId).replaceFirst(""));
    if (!parts.matches()) {
      return Optional.empty();
    }
    return Digest.parse(parts.group("digest")).flatMap(digest -> of(parts.group("name"), digest));
  }

  /** Why {@link #parse} reads nothing from an image ID; without the ID itself. */
  public static String problem(String imageId) {
    if (imageId.length() > MAX_LENGTH) {
      return "has a name of %s characters, expected at most %s"
          .formatted(imageId.length(), MAX_LENGTH);
    }
    String bare = SCHEME.matcher(imageId).replaceFirst("");
    Matcher digest = DIGEST.matcher(bare);
    if (!digest.matches()) {
      return "is not named by digest, expected repository@sha256:<hex>, or an entry of its digest"
          + " among the skipped images";
    }
    String algorithm = digest.group("algorithm");
    if (algorithm != null && !algorithm.equals("sha256")) {
      return "is named by a digest of the kind \"%s\", expected SHA-256: repository@sha256:<hex>"
          .formatted(ForeignText.quoted(algorithm));
    }
    if (!digest.group("hex").matches("[0-9a-f]{64}")) {
      return "has a digest that is none, expected sha256 and 64 lower-case hex digits";
    }
    String name = digest.group("name");
    return name == null || name.equals("<none>")
        ? "names no repository, so there is nowhere to look for signatures: it was loaded into the"
            + " runtime, not pulled; expected repository@sha256:<hex>, or an entry of its digest"
            + " among the skipped images"
        : "names a repository that there cannot be, expected host/path in lower case";
  }

  private static Optional<ImageReference> of(String name, Digest digest) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean hasRegistry = first.contains(".") || first.contains(":") || first.equals("localhost");
    String registry = hasRegistry ? RegistryNames.canonical(first) : RegistryNames.DOCKER_HUB;
    String repository = hasRegistry ? name.substring(slash + 1) : name;
    if (registry.equals(RegistryNames.DOCKER_HUB) && !repository.contains("/")) {
      repository = "library/" + repository;
    }
    return isRegistry(registry) && REPOSITORY.matcher(repository).matches()
        ? Optional.of(new ImageReference(registry, repository, digest))
        : Optional.empty();
  }

  private static boolean isRegistry(String registry) {
    if (!REGISTRY.matcher(registry).matches()) {
      return false;
    }
    try {
      // This class understands IPv6 addresses in brackets.
      return new URI("https://" + registry).getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /**
   * The same digest in another repository.
   *
   * @param name registry and repository
   */
  ImageReference in(String name) {
    return of(name, digest)
        .orElseThrow(() -> new IllegalArgumentException("\"%s\" is no repository".formatted(name)));
  }

  /** The full ID without scheme and tag. */
  @Override
  public String toString() {
    return registry + "/" + repository + "@" + digest;
  }
}
