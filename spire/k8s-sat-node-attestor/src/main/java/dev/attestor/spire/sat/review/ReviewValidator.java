package dev.attestor.spire.sat.review;

import dev.attestor.kubernetes.ApiAccessException;
import dev.attestor.kubernetes.ApiConnection;
import dev.attestor.kubernetes.ApiServer;
import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.NodeAttestationException.Kind;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.ServiceAccount;
import dev.attestor.spire.sat.ServiceAccountToken;
import dev.attestor.spire.sat.TokenValidator;
import dev.attestor.spire.sat.ValidToken;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.models.V1TokenReview;
import io.kubernetes.client.openapi.models.V1TokenReviewSpec;
import io.kubernetes.client.openapi.models.V1TokenReviewStatus;
import io.kubernetes.client.openapi.models.V1UserInfo;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the API server validate tokens, {@code authentication.k8s.io/v1 TokenReview}. The API server
 * detects deleted accounts and revoked tokens. Makes up to three attempts if a retry may succeed.
 */
public final class ReviewValidator implements TokenValidator {

  private static final Logger LOG = LoggerFactory.getLogger(ReviewValidator.class);
  private static final int TRIES = 3;
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final ApiServer server;
  private final List<String> audience;
  private final SatListener listener;

  /**
   * Creates a validator. Reads and connects to nothing before its first use.
   *
   * @param kubeconfig the kubeconfig; if empty, the service account of this pod is used
   * @param audience a token's audience must contain one of these; if empty, the API server's own
   * @param listener is told of each review
   */
  public ReviewValidator(
      Optional<Path> kubeconfig,
      Map<String, String> environment,
      List<String> audience,
      Clock clock,
      SatListener listener) {
    this.server = new ApiServer(kubeconfig, environment, clock);
    this.audience = List.copyOf(audience);
    this.listener = listener;
  }

  @Override
  public ValidToken validate(CompactToken compact) throws NodeAttestationException {
    ServiceAccountToken token = compact.token();
    V1TokenReviewStatus status = review(token);
    if (!Boolean.TRUE.equals(status.getAuthenticated())) {
      throw NodeAttestationException.denied(
          "token not authenticated according to TokenReview API"
              + QuotedText.without(token, status.getError()));
    }
    requireAudience(status);
    V1UserInfo user = status.getUser();
    String name = user == null || user.getUsername() == null ? "" : user.getUsername();
    ServiceAccount account =
        ServiceAccount.ofUser(name)
            .orElseThrow(
                () ->
                    NodeAttestationException.denied(
                        "token is of the user \"%s\", expected a service account".formatted(name)));
    return new ValidToken(
        account,
        Optional.empty(),
        ReviewExtras.bound(user, "pod"),
        ReviewExtras.bound(user, "node"));
  }

  /** An API server that does not support audiences would return none. */
  private void requireAudience(V1TokenReviewStatus status) throws NodeAttestationException {
    List<String> confirmed = status.getAudiences() == null ? List.of() : status.getAudiences();
    if (!audience.isEmpty() && confirmed.stream().noneMatch(audience::contains)) {
      throw NodeAttestationException.denied(
          "token is for another audience than %s according to TokenReview API".formatted(audience));
    }
  }

  private V1TokenReviewStatus review(ServiceAccountToken token) throws NodeAttestationException {
    long began = System.nanoTime();
    boolean answered = false;
    try {
      V1TokenReviewStatus status = ask(token);
      answered = true;
      return status;
    } finally {
      listener.reviewed(answered, System.nanoTime() - began);
    }
  }

  private V1TokenReviewStatus ask(ServiceAccountToken token) throws NodeAttestationException {
    for (int attempt = 1; ; attempt++) {
      ApiConnection connection = connect();
      try {
        V1TokenReview answer =
            new AuthenticationV1Api(connection.client())
                .createTokenReview(request(token))
                .execute();
        V1TokenReviewStatus status = answer == null ? null : answer.getStatus();
        if (status == null) {
          throw failed(Kind.INTERNAL, "the API server's answer has no status");
        }
        return status;
      } catch (ApiException e) {
        if (e.getCode() == 401) {
          server.refuse(connection);
        }
        ApiFailure failure = ApiFailure.of(e, connection.server(), token);
        if (attempt == TRIES || !failure.again()) {
          throw failed(failure.kind(), failure.message());
        }
        pause(attempt);
      } catch (RuntimeException e) {
        // The Kubernetes client throws this for a missing token file and for unexpected JSON.
        server.refuse(connection);
        throw failed(
            Kind.INTERNAL,
            "the plugin's own token file or the answer of the API server at \"%s\" cannot be read"
                .formatted(connection.server()));
      }
    }
  }

  private ApiConnection connect() throws NodeAttestationException {
    try {
      return server.connect();
    } catch (ApiAccessException e) {
      // Whoever sends a token gets the status. Paths, accounts and a program's message are for the
      // log.
      LOG.atError().addKeyValue("reason", e.getMessage()).log("the API server cannot be asked");
      throw failed(
          Kind.INTERNAL, "the API server cannot be asked; the log of the SPIRE server says why");
    }
  }

  private V1TokenReview request(ServiceAccountToken token) {
    V1TokenReviewSpec spec = new V1TokenReviewSpec().token(token.reveal());
    // An empty list, the client's default, has another meaning than no list.
    spec.setAudiences(audience.isEmpty() ? null : audience);
    return new V1TokenReview()
        .apiVersion("authentication.k8s.io/v1")
        .kind("TokenReview")
        .spec(spec);
  }

  private static void pause(int attempt) throws NodeAttestationException {
    try {
      Thread.sleep(PAUSE.toMillis() * attempt);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(Kind.UNAVAILABLE, "interrupted");
    }
  }

  private static NodeAttestationException failed(Kind kind, String what) {
    return new NodeAttestationException(
        kind, "unable to validate token with TokenReview API: " + what);
  }
}
