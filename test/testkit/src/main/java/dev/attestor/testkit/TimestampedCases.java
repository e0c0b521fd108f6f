package dev.attestor.testkit;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Recorded cases for Rekor v2: images signed by cosign, with timestamps of timestamp authorities,
 * and cosign's verdicts on them.
 */
public final class TimestampedCases {

  private static final Recorded FILES = new Recorded("signed-images-rekor-v2");

  private TimestampedCases() {}

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

    /** Cosign's verdict in one of its runs. */
    public boolean passes(String run) {
      return json.getAsJsonObject("cosign")
          .getAsJsonObject(run)
          .get("verdict")
          .getAsString()
          .equals("pass");
    }

    /**
     * Whether cosign accepts the image but Attestor rejects it, because one of several timestamps
     * is not trusted.
     */
    public boolean isStricterHere() {
      return json.has("stricterHere");
    }

    /** The signatures in the bundles of the image. */
    public List<JsonObject> signatures() {
      return SignedCases.objects(json.get("signatures"));
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /** All cases. */
  public static List<Case> all() {
    return SignedCases.objects(FILES.json("cases.json").getAsJsonObject().get("cases")).stream()
        .map(Case::new)
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
