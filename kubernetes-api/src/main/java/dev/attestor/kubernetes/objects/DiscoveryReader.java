package dev.attestor.kubernetes.objects;

import dev.attestor.input.json.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads aggregated discovery, {@code APIGroupDiscoveryList} of {@code apidiscovery.k8s.io}. The
 * versions of a group come in its order of preference, so the first that has a type counts.
 */
final class DiscoveryReader {

  /** More than any cluster has; limits the memory. */
  private static final int MAX_TYPES = 5_000;

  /** The verbs that finding objects takes. */
  private static final Set<String> VERBS = Set.of("get", "list");

  private static final Pattern PLAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");

  private final Map<ObjectType, ApiResource> found;
  private final JsonFields fields;

  private DiscoveryReader(JsonFields fields, Map<ObjectType, ApiResource> found) {
    this.fields = fields;
    this.found = found;
  }

  /**
   * Adds the types of a document.
   *
   * @throws IOException if the body breaks off, or is not such a document
   */
  static void read(InputStream body, Map<ObjectType, ApiResource> found) throws IOException {
    boolean[] listed = new boolean[1];
    JsonFields.readObject(
        body,
        fields ->
            member -> {
              if (!member.equals("items")) {
                return false;
              }
              listed[0] = true;
              fields.array(() -> new DiscoveryReader(fields, found).readGroup());
              return true;
            });
    if (!listed[0]) {
      throw new IOException("it is not aggregated discovery, which Kubernetes has since 1.27");
    }
  }

  private void readGroup() throws IOException {
    String[] group = {""};
    // The name comes before the versions, but JSON does not promise it.
    Map<String, Resource> resources = new HashMap<>();
    fields.object(
        member -> {
          switch (member) {
            case "metadata" -> group[0] = readName();
            case "versions" -> fields.array(() -> readVersion(resources));
            default -> {
              return false;
            }
          }
          return true;
        });
    String name = group[0].isEmpty() ? ObjectType.CORE : group[0];
    if (!isPlain(name)) {
      return;
    }
    resources.forEach(
        (plural, resource) -> {
          ObjectType type = new ObjectType(plural, name);
          found.putIfAbsent(
              type,
              new ApiResource(
                  type, resource.version, resource.kind, resource.namespaced, resource.verbs));
        });
    requireFew(found.size());
  }

  private static void requireFew(int types) throws IOException {
    if (types > MAX_TYPES) {
      throw new IOException("it lists more than %s types".formatted(MAX_TYPES));
    }
  }

  private String readName() throws IOException {
    String[] name = {""};
    fields.object(
        member -> {
          if (!member.equals("name")) {
            return false;
          }
          name[0] = fields.cutText();
          return true;
        });
    return name[0];
  }

  private void readVersion(Map<String, Resource> resources) throws IOException {
    Map<String, Resource> read = new HashMap<>();
    String[] version = {""};
    fields.object(
        member -> {
          switch (member) {
            case "version" -> version[0] = fields.cutText();
            case "resources" ->
                fields.array(
                    () -> {
                      Resource resource = new Resource();
                      fields.object(resource::read);
                      read.putIfAbsent(resource.plural, resource);
                      requireFew(read.size());
                    });
            default -> {
              return false;
            }
          }
          return true;
        });
    read.forEach(
        (plural, resource) -> {
          resource.version = version[0];
          if (resource.isUsable()) {
            resources.putIfAbsent(plural, resource);
          }
        });
    requireFew(resources.size());
  }

  /** Names become parts of paths, and aggregated API servers choose them freely. */
  private static boolean isPlain(String name) {
    return JsonFields.isWhole(name) && PLAIN.matcher(name).matches();
  }

  /** One resource of one version. */
  private final class Resource {
    private String version = "";
    private String plural = "";
    private String kind = "";
    private boolean namespaced;
    private final Set<String> verbs = new HashSet<>();

    private boolean read(String member) throws IOException {
      switch (member) {
        case "resource" -> plural = fields.cutText();
        case "scope" -> namespaced = fields.cutText().equals("Namespaced");
        case "responseKind" -> fields.object(this::readKind);
        case "verbs" -> fields.array(this::readVerb);
        default -> {
          return false;
        }
      }
      return true;
    }

    private void readVerb() throws IOException {
      String verb = fields.cutText();
      if (VERBS.contains(verb)) {
        verbs.add(verb);
      }
    }

    private boolean readKind(String member) throws IOException {
      if (!member.equals("kind")) {
        return false;
      }
      kind = fields.cutText();
      return true;
    }

    private boolean isUsable() {
      return isPlain(version) && isPlain(plural) && !kind.isEmpty() && JsonFields.isWhole(kind);
    }
  }
}
