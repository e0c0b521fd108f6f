package dev.attestor.spire.sat.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonParser;
import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.ServiceAccount;
import dev.attestor.spire.sat.ServiceAccountToken;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.ValidToken;
import dev.attestor.spire.sat.review.FakeApiServer.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewValidatorTest {

  private static final String GOOD =
      "{\"authenticated\": true, \"user\": {\"username\":"
          + " \"system:serviceaccount:production:spire-agent\"}, \"audiences\": [\"a\", \"b\"]}";
  private static final String TOKEN = TestTokens.unsigned(TestTokens.LEGACY);
  private static final String PREFIX = "unable to validate token with TokenReview API: ";

  @TempDir private Path folder;
  private final List<Boolean> reviews = new ArrayList<>();
  private final SatListener listener =
      new SatListener() {
        @Override
        public void reviewed(boolean answered, long nanos) {
          reviews.add(answered);
        }
      };
  private FakeApiServer server;

  ReviewValidatorTest() throws IOException {
    server = new FakeApiServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void hasTheApiServerJudgeTheToken() throws Exception {
    server.review(GOOD);

    assertThat(validator().validate(token()))
        .isEqualTo(
            new ValidToken(
                new ServiceAccount("production", "spire-agent"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
    assertThat(server.requests)
        .map(Request::line)
        .containsExactly("POST /apis/authentication.k8s.io/v1/tokenreviews");
    assertThat(server.requests).map(Request::authorization).containsExactly("Bearer ours");
    assertThat(JsonParser.parseString(server.requests.get(0).body()))
        .isEqualTo(
            JsonParser.parseString(
                "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenReview\","
                    + " \"spec\": {\"token\": \"%s\"}}".formatted(TOKEN)));
  }

  @Test
  void tellsWhetherTheApiServerDecided() throws Exception {
    server.review(GOOD).review("{\"authenticated\": false}");
    ReviewValidator validator = validator();
    validator.validate(token());
    assertThat(failure(validator)).startsWith("DENIED: ");
    failure(validator(folder.resolve("none")));

    assertThat(reviews).containsExactly(true, true, false);
  }

  @Test
  void asksForTheAudienceAndWantsItConfirmed() throws Exception {
    server.review(GOOD);

    assertThat(validator("b", "c").validate(token()).account().name()).isEqualTo("spire-agent");
    assertThat(server.requests.get(0).body()).contains("\"audiences\":[\"b\",\"c\"]");
    assertThat(failure(validator("c")))
        .isEqualTo("DENIED: token is for another audience than [c] according to TokenReview API");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"authenticated": false}                                                  | DENIED: token not authenticated according to TokenReview API
          {}                                                                        | DENIED: token not authenticated according to TokenReview API
          {"error": "[invalid bearer token, service account has been deleted]"}     | DENIED: token not authenticated according to TokenReview API: [invalid bearer token, service account has been deleted]
          {"error": "bad token <token>"}                                         | DENIED: token not authenticated according to TokenReview API
          {"error": "bad token <signed part>"}                                      | DENIED: token not authenticated according to TokenReview API
          {"authenticated": true}                                                   | DENIED: token is of the user "", expected a service account
          {"authenticated": true, "user": {"username": "alice"}}                    | DENIED: token is of the user "alice", expected a service account
          {"authenticated": true, "user": {"username": "system:node:a"}}            | DENIED: token is of the user "system:node:a", expected a service account
          {"authenticated": true, "user": {"username": "system:serviceaccount:a"}}  | DENIED: token is of the user "system:serviceaccount:a", expected a service account
          {"authenticated": true, "user": {"username": "system:serviceaccount:a:b:c"}} | DENIED: token is of the user "system:serviceaccount:a:b:c", expected a service account
          {"authenticated": true, "user": {"username": "system:serviceaccount:A:b"}} | DENIED: token is of the user "system:serviceaccount:A:b", expected a service account
          """)
  void refusesWhoIsNoServiceAccount(String status, String expected) throws IOException {
    server.review(quoting(status));

    assertThat(failure(validator())).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          401 | {"message": "Unauthorized"} | INTERNAL | answered 401 (it rejected the plugin's own credentials): Unauthorized | 3
          403 | {"message": "tokenreviews is forbidden"} | INTERNAL | answered 403 (the plugin's own account may not create tokenreviews.authentication.k8s.io): tokenreviews is forbidden | 1
          403 | hello | INTERNAL | answered 403 (the plugin's own account may not create tokenreviews.authentication.k8s.io) | 1
          404 | {} | INTERNAL | answered 404 | 1
          302 | {} | INTERNAL | answered 302 | 1
          429 | {"message": "slow down"} | UNAVAILABLE | answered 429: slow down | 3
          500 | [] | UNAVAILABLE | answered 500 | 3
          503 | {"message": "about <token>"} | UNAVAILABLE | answered 503 | 3
          """)
  void saysWhatTheApiServerAnswered(
      int code, String body, String kind, String expected, int requests) throws IOException {
    server.reply(code, quoting(body));

    assertThat(failure(validator()))
        .isEqualTo(
            "%s: %sthe API server at \"%s\" %s".formatted(kind, PREFIX, server.url(), expected));
    assertThat(server.requests).hasSize(requests);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"hello", "[]", "{\"status\": 7}", "{\"status\": {\"user\": []}}"})
  void doesNotBelieveAnAnswerOfAnotherForm(String body) throws IOException {
    server.reply(201, body);

    assertThat(failure(validator())).startsWith("INTERNAL: " + PREFIX);
  }

  @Test
  void wantsAStatus() throws IOException {
    server.reply(201, "{\"spec\": {\"token\": \"\"}}");

    assertThat(failure(validator()))
        .isEqualTo("INTERNAL: " + PREFIX + "the API server's answer has no status");
  }

  @Test
  void readsNoMoreThanItShould() throws IOException {
    server.reply(201, "{\"status\": \"" + "a".repeat(2_000_000) + "\"}");

    assertThat(failure(validator()))
        .startsWith("UNAVAILABLE: " + PREFIX)
        .contains("its answer is larger than 1048576 bytes");
  }

  @Test
  void triesAgainWhereThatMayDo() throws Exception {
    server.reply(503, "{}").reply(500, "{}").review(GOOD);

    assertThat(validator().validate(token()).account().name()).isEqualTo("spire-agent");
    assertThat(server.requests).hasSize(3);
  }

  @Test
  void saysThatNobodyIsThereAndGoesOnWhenSomebodyIs() throws Exception {
    String url = server.url();
    server.close();
    Path file =
        Files.writeString(folder.resolve("kubeconfig"), FakeApiServer.kubeconfig(url, "{}"));
    ReviewValidator validator = validator(file);

    assertThat(failure(validator))
        .startsWith(
            "UNAVAILABLE: " + PREFIX + "the API server at \"" + url + "\" cannot be reached");
    server = new FakeApiServer().review(GOOD);
    rewrite(file, FakeApiServer.kubeconfig(server.url(), "{}"));
    assertThat(validator.validate(token()).account().name()).isEqualTo("spire-agent");
  }

  @Test
  void takesUpAChangedKubeconfig() throws Exception {
    server.review(GOOD);
    Path file = server.kubeconfig(folder, "{token: first}");
    ReviewValidator validator = validator(file);
    validator.validate(token());

    rewrite(file, FakeApiServer.kubeconfig(server.url(), "{token: second}"));
    validator.validate(token());

    assertThat(server.requests)
        .map(Request::authorization)
        .containsExactly("Bearer first", "Bearer second");
  }

  @Test
  void readsNothingBeforeItsFirstUseAndTellsTheLogAloneWhatIsAmiss() {
    ReviewValidator validator = validator(folder.resolve("none"));

    assertThat(failure(validator))
        .isEqualTo(
            "INTERNAL: %sthe API server cannot be asked; the log of the SPIRE server says why"
                .formatted(PREFIX));
  }

  @Test
  void wantsAKubeconfigOutsideOfPods() {
    ReviewValidator validator =
        new ReviewValidator(Optional.empty(), Map.of(), List.of(), Clock.systemUTC(), listener);

    assertThat(failure(validator))
        .isEqualTo(
            "INTERNAL: %sthe API server cannot be asked; the log of the SPIRE server says why"
                .formatted(PREFIX));
  }

  private ReviewValidator validator(String... audience) throws IOException {
    return new ReviewValidator(
        Optional.of(server.kubeconfig(folder, "{token: ours}")),
        Map.of(),
        List.of(audience),
        Clock.systemUTC(),
        listener);
  }

  private ReviewValidator validator(Path kubeconfig) {
    return new ReviewValidator(
        Optional.of(kubeconfig), Map.of(), List.of(), Clock.systemUTC(), listener);
  }

  /** With another modification time, independent of the file system's resolution. */
  private static void rewrite(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(10)));
  }

  private static String failure(ReviewValidator validator) {
    NodeAttestationException e =
        catchThrowableOfType(NodeAttestationException.class, () -> validator.validate(token()));
    return e.kind() + ": " + e.getMessage();
  }

  private static CompactToken token() throws NodeAttestationException {
    return CompactToken.of(ServiceAccountToken.of(TOKEN));
  }

  private static String quoting(String text) {
    return text.replace("<token>", TOKEN)
        .replace("<signed part>", TOKEN.substring(0, TOKEN.lastIndexOf('.')));
  }
}
