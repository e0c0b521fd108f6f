package dev.attestor.testkit;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/** Recorded cases: images signed by cosign, and cosign's verdicts on them. */
public final class SignedCases {

  private static final Recorded FILES = new Recorded("signed-images");

  private SignedCases() {}

  /** One case. */
  public record Case(JsonObject json) {

    /** The name of the case, which is also the name of its repository. */
    public String name() {
      return json.get("name").getAsString();
    }

    /** The digest of the image. */
    public String digest() {
      return json.get("imageDigest").getAsString();
    }

    /** The expected result. */
    public String expected() {
      return json.get("expected").getAsString();
    }

    /** Whether its only signature is a bundle. */
    public boolean isBundle() {
      return json.has("format");
    }

    /** Cosign's verdict in one of its runs. */
    public boolean passes(String run) {
      return json.getAsJsonObject("cosign")
          .getAsJsonObject(run)
          .get("verdict")
          .getAsString()
          .equals("pass");
    }

    /** Whether cosign ran in this way. */
    public boolean has(String run) {
      return json.getAsJsonObject("cosign").has(run);
    }

    /** The facts of signatures that are valid in one of these runs. */
    public List<JsonObject> facts(List<String> runs) {
      return objects(json.get("selectorFacts")).stream()
          .filter(fact -> runs.contains(fact.get("under").getAsString()))
          .toList();
    }

    /** Cosign's runs that allow one identity each. */
    public List<JsonObject> runsByIdentity() {
      return objects(json.getAsJsonObject("cosign").get("offline-by-identity"));
    }

    /** A time at which the certificates of all signatures were valid. */
    public Instant whileValid() {
      List<Long> begins = new ArrayList<>();
      collect(json, "notBefore", begins);
      return Instant.ofEpochSecond(begins.stream().mapToLong(Long::longValue).max().orElse(0) + 1);
    }

    private static void collect(JsonElement from, String key, List<Long> found) {
      if (from.isJsonObject()) {
        from.getAsJsonObject()
            .entrySet()
            .forEach(
                entry -> {
                  if (entry.getKey().equals(key)) {
                    found.add(entry.getValue().getAsLong());
                  } else {
                    collect(entry.getValue(), key, found);
                  }
                });
      } else if (from.isJsonArray()) {
        from.getAsJsonArray().forEach(each -> collect(each, key, found));
      }
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /** All cases. */
  public static List<Case> all() {
    return objects(FILES.json("cases.json").getAsJsonObject().get("cases")).stream()
        .map(Case::new)
        .toList();
  }

  /** The case with this name. */
  public static Case named(String name) {
    return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  /** Cosign's requests to Rekor for this case, and the responses. */
  public static List<JsonObject> exchanges(String name) {
    return objects(FILES.json("rekor-exchanges/" + name + ".json"));
  }

  /** The objects in an array. */
  public static List<JsonObject> objects(JsonElement array) {
    return StreamSupport.stream(array.getAsJsonArray().spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  /** Copies a file of the trust folder to disk, because it is configured by path. */
  public static Path trust(Path folder, String name) {
    return FILES.copy("trust/" + name, folder.resolve(name));
  }

  /** Unpacks the storage of the registry. */
  public static Path storage(Path folder) throws IOException, InterruptedException {
    return FILES.unpack("registry.tar.gz", folder);
  }
}
