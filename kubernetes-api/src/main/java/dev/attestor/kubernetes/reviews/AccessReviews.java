package dev.attestor.kubernetes.reviews;

import com.google.gson.JsonObject;
import dev.attestor.core.error.ApiServerException;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.kubernetes.ApiCalls;
import dev.attestor.kubernetes.ApiQuestion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Asks the API server whether somebody may do something: {@code SubjectAccessReview} and {@code
 * SelfSubjectAccessReview} of {@code authorization.k8s.io/v1}. Answers are never cached.
 * Thread-safe.
 */
public final class AccessReviews {

  private static final String ROOT = "/apis/authorization.k8s.io/v1/";
  private static final int MAX_BYTES = 1 << 20;

  private final ApiCalls calls;

  /** Sends no request yet. */
  public AccessReviews(ApiCalls calls) {
    this.calls = calls;
  }

  /**
   * Whether a user without groups may do it.
   *
   * @throws ApiServerException if there is no verdict
   */
  public Verdict review(String user, Action action) {
    JsonObject spec = new JsonObject();
    spec.addProperty("user", user);
    return ask("subjectaccessreviews", "SubjectAccessReview", spec, action);
  }

  /**
   * Whether our own account may do it.
   *
   * @throws ApiServerException if there is no verdict
   */
  public Verdict reviewOwn(Action action) {
    return ask("selfsubjectaccessreviews", "SelfSubjectAccessReview", new JsonObject(), action);
  }

  private Verdict ask(String resource, String kind, JsonObject spec, Action action) {
    spec.add("resourceAttributes", action.attributes());
    JsonObject review = new JsonObject();
    review.addProperty("apiVersion", "authorization.k8s.io/v1");
    review.addProperty("kind", kind);
    review.add("spec", spec);
    ApiQuestion question =
        ApiQuestion.post(
            ROOT + resource,
            review.toString(),
            "\"create\" on \"%s.authorization.k8s.io\" to review who may do what"
                .formatted(resource));
    return calls
        .ask(
            question,
            body -> verdict(kind, new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8)))
        .orElseThrow(() -> new ApiServerException(false, "the API server has no " + ROOT));
  }

  private static Verdict verdict(String kind, String text) throws IOException {
    try {
      JsonObject review = Json.object(text);
      if (!Json.textOr(review, "kind", "").equals(kind)) {
        throw new IOException("it is no " + kind);
      }
      Optional<JsonObject> status = Json.child(review, "status");
      return status.isPresent() ? Verdict.of(status.get()) : Verdict.NONE;
    } catch (BadJsonException e) {
      throw new IOException("it is no " + kind, e);
    }
  }
}
