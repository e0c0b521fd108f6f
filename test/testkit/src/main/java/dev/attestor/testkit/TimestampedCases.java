package dev.attestor.testkit;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The recorded cases of Rekor v2: images really signed by cosign, with timestamps of authorities,
 * and cosign's own verdicts on them.
 */
public final class TimestampedCases {

  private static final Recorded FILES = new Recorded("signed-images-rekor-v2");

  private TimestampedCases() {}

  /** One case. */
  public record Case(JsonObject json) {

    /** The name, which is that of its repository too. */
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

    /** Whether cosign passes what is refused here: one of several timestamps is not trusted. */
    public boolean isStricterHere() {
      return json.has("stricterHere");
    }

    /** What is in the bundles beside the image. */
    public List<JsonObject> signatures() {
      return SignedCases.objects(json.get("signatures"));
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /** All of them. */
  public static List<Case> all() {
    return SignedCases.objects(FILES.json("cases.json").getAsJsonObject().get("cases")).stream()
        .map(Case::new)
        .toList();
  }

  /** Copies a file of the trust folder, for it is named by path. */
  public static Path trust(Path folder, String name) {
    return FILES.copy("trust/" + name, folder.resolve(name));
  }

  /** Unpacks the registry's storage. */
  public static Path storage(Path folder) throws IOException, InterruptedException {
    return FILES.unpack("registry.tar.gz", folder);
  }
}
