package dev.attestor.spire.sat.review;

import dev.attestor.spire.sat.BoundObject;
import io.kubernetes.client.openapi.models.V1UserInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an API server says of a user besides the name, such as the pod that a token is bound to. */
final class ReviewExtras {

  private static final String PREFIX = "authentication.kubernetes.io/";

  private ReviewExtras() {}

  /**
   * The object of a kind, {@code pod} or {@code node}; empty if the API server names none. What it
   * names more than once is empty text, which is neither a name nor a UID.
   */
  static Optional<BoundObject> bound(@Nullable V1UserInfo user, String kind) {
    Map<String, List<String>> extra =
        user == null || user.getExtra() == null ? Map.of() : user.getExtra();
    List<String> name = extra.getOrDefault(PREFIX + kind + "-name", List.of());
    List<String> uid = extra.getOrDefault(PREFIX + kind + "-uid", List.of());
    return name.isEmpty() && uid.isEmpty()
        ? Optional.empty()
        : Optional.of(new BoundObject(single(name), single(uid)));
  }

  private static String single(List<String> values) {
    return values.size() == 1 && values.get(0) != null ? values.get(0) : "";
  }
}
