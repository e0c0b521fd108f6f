package dev.attestor.spire.sat.server;

import static dev.attestor.spire.sat.server.BadCase.denied;
import static dev.attestor.spire.sat.server.BadCase.token;

import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.List;

/** Correctly signed tokens with wrong claims. */
final class BadClaims {

  private static final PrivateKey RSA = TestKeys.RSA.getPrivate();
  private static final long NOW = TestTokens.NOW.getEpochSecond();
  private static final String NAMESPACE =
      "\"kubernetes.io/serviceaccount/namespace\": \"production\"";
  private static final String ACCOUNT =
      "\"kubernetes.io/serviceaccount/service-account.name\": \"spire-agent\"";
  private static final String NO_OBJECT = "its claims are not a JSON object";
  private static final String EXPIRED = "unable to validate token claims: token has expired";
  private static final String EARLY = "unable to validate token claims: token is not valid yet";
  private static final String ISSUER =
      "unable to validate token claims: token has another issuer than"
          + " \"https://kubernetes.default.svc\"";
  private static final String AUDIENCE =
      "unable to validate token claims: token is for another audience than [spire-server, spire]";

  private BadClaims() {}

  static List<BadCase> all() {
    List<BadCase> cases = new ArrayList<>(malformed());
    cases.addAll(names());
    cases.addAll(times());
    cases.addAll(policies());
    cases.addAll(accounts());
    return cases;
  }

  private static List<BadCase> malformed() {
    return List.of(
        bad("claims that are empty", "", NO_OBJECT),
        bad("claims that are no JSON", "hello", NO_OBJECT),
        bad("claims that are a list", "[]", NO_OBJECT),
        bad("claims that are null", "null", NO_OBJECT),
        bad("claims with more behind them", TestTokens.LEGACY + "{}", NO_OBJECT),
        bad("deep claims", TestTokens.legacy("\"a\":" + "[".repeat(30_000) + "1, "), NO_OBJECT),
        bad("a claim twice", TestTokens.legacy("\"sub\": \"a\", "), NO_OBJECT),
        bad("the namespace twice", TestTokens.legacy(NAMESPACE + ", "), NO_OBJECT),
        token(
            "claims that are no UTF-8",
            TestTokens.sign(
                "{\"alg\":\"RS256\"}", "RS256", RSA, new byte[] {'{', (byte) 0xc0, '}'}),
            "malformed token: " + NO_OBJECT),
        bad(
            "UTF-16 claims",
            new String(
                TestTokens.LEGACY.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1),
            NO_OBJECT));
  }

  private static List<BadCase> names() {
    return List.of(
        bad("no names", "{}", "the claim for its namespace is missing"),
        bad("no namespace", "{" + ACCOUNT + "}", "the claim for its namespace is missing"),
        bad("no account", "{" + NAMESPACE + "}", "the claim for its service account is missing"),
        bad(
            "no account, projected",
            "{\"kubernetes.io\": {\"namespace\": \"production\", \"serviceaccount\": {}}}",
            "the claim for its service account is missing"),
        bad(
            "the namespace in both forms",
            TestTokens.projected(NAMESPACE + ", "),
            "its namespace is claimed twice, in the legacy and in the projected form"),
        bad(
            "the account in both forms",
            TestTokens.projected(ACCOUNT + ", "),
            "its service account is claimed twice, in the legacy and in the projected form"),
        bad(
            "an empty namespace",
            "{" + NAMESPACE.replace("production", "") + ", " + ACCOUNT + "}",
            "the claim for its namespace is not a valid name"),
        bad(
            "an empty account",
            "{" + NAMESPACE + ", " + ACCOUNT.replace("spire-agent", "") + "}",
            "the claim for its service account is not a valid name"),
        bad(
            "a namespace with a colon",
            "{" + NAMESPACE.replace("production", "production:spire") + ", " + ACCOUNT + "}",
            "the claim for its namespace is not a valid name"),
        bad(
            "a namespace in capitals",
            "{" + NAMESPACE.replace("production", "Production") + ", " + ACCOUNT + "}",
            "the claim for its namespace is not a valid name"),
        bad(
            "an account with a line end",
            "{" + NAMESPACE + ", " + ACCOUNT.replace("agent", "agent\\n") + "}",
            "the claim for its service account is not a valid name"),
        bad(
            "an account of 254 characters",
            "{" + NAMESPACE + ", " + ACCOUNT.replace("spire-agent", "a".repeat(254)) + "}",
            "the claim for its service account is not a valid name"),
        bad(
            "a namespace that is a number",
            "{\"kubernetes.io/serviceaccount/namespace\": 7, " + ACCOUNT + "}",
            "the claim \"kubernetes.io/serviceaccount/namespace\" is not a string"),
        bad(
            "an account that is null",
            "{\"kubernetes.io/serviceaccount/service-account.name\": null, " + NAMESPACE + "}",
            "the claim \"kubernetes.io/serviceaccount/service-account.name\" is not a string"),
        bad("kubernetes.io is a string", "{\"kubernetes.io\": \"production\"}", NO_OBJECT),
        bad(
            "a projected account that is a list",
            "{\"kubernetes.io\": {\"serviceaccount\": [\"spire-agent\"]}}",
            NO_OBJECT),
        bad(
            "a projected namespace that is a list",
            "{\"kubernetes.io\": {\"namespace\": [\"production\"]}}",
            "the claim \"kubernetes.io.namespace\" is not a string"));
  }

  private static List<BadCase> times() {
    return List.of(
        bad(
            "exp is a string",
            TestTokens.projected("\"exp\": \"1\", "),
            "the claim \"exp\" is not a number"),
        bad(
            "exp is null",
            TestTokens.projected("\"exp\": null, "),
            "the claim \"exp\" is not a number"),
        bad("exp is infinite", TestTokens.projected("\"exp\": 1e999, "), NO_OBJECT),
        bad(
            "nbf is true",
            TestTokens.projected("\"nbf\": true, "),
            "the claim \"nbf\" is not a number"),
        token("exp is five minutes and a second ago", time("exp", NOW - 301), EXPIRED),
        token("exp is zero", time("exp", 0), EXPIRED),
        token("exp is below zero", time("exp", -NOW), EXPIRED),
        token("exp of a legacy token is past", signed(TestTokens.legacy("\"exp\": 1, ")), EXPIRED),
        token("nbf is in five minutes and a second", time("nbf", NOW + 301), EARLY),
        token("nbf in a year of five digits", time("nbf", 400_000_000_000L), EARLY));
  }

  private static List<BadCase> policies() {
    String audience = "\"aud\": [\"spire-server\"], ";
    return List.of(
        token("another issuer", "Strict", signed(TestTokens.legacy(audience)), ISSUER),
        token(
            "no issuer",
            "Strict",
            signed("{" + audience + NAMESPACE + ", " + ACCOUNT + "}"),
            ISSUER),
        token(
            "neither of two issuers",
            "Moving",
            signed(TestTokens.legacy(audience)),
            ISSUER.replace("than", "than \"https://old.example\" and")),
        bad("an issuer that is a list", "{\"iss\": [\"a\"]}", "the claim \"iss\" is not a string"),
        token("no audience", "Strict", signed(TestTokens.projected("")), AUDIENCE),
        token(
            "an empty audience", "Strict", signed(TestTokens.projected("\"aud\": [], ")), AUDIENCE),
        token(
            "another audience",
            "Strict",
            signed(TestTokens.projected("\"aud\": [\"https://kubernetes.default.svc\"], ")),
            AUDIENCE),
        token(
            "a part of an audience",
            "Strict",
            signed(TestTokens.projected("\"aud\": \"spire-serve\", ")),
            AUDIENCE),
        bad(
            "an audience that is a number",
            "{\"aud\": 7}",
            "the claim \"aud\" is neither a string nor a list of strings"),
        bad(
            "an audience with a number",
            "{\"aud\": [\"a\", 7]}",
            "the claim \"aud\" is not a string"));
  }

  private static List<BadCase> accounts() {
    String web = "{" + NAMESPACE + ", " + ACCOUNT.replace("spire-agent", "web") + "}";
    String staging = "{" + NAMESPACE.replace("production", "staging") + ", " + ACCOUNT + "}";
    String blog =
        "{"
            + NAMESPACE.replace("production", "default")
            + ", "
            + ACCOUNT.replace("spire-agent", "blog")
            + "}";
    return List.of(
        denied(
            "an account that is not on the list",
            "MyCluster",
            signed(web),
            "\"production:web\" is not an allowed service account"),
        denied(
            "the right account of another namespace",
            "MyCluster",
            signed(staging),
            "\"staging:spire-agent\" is not an allowed service account"),
        denied(
            "an account on the list of another cluster",
            "MyCluster",
            signed(blog),
            "\"default:blog\" is not an allowed service account"));
  }

  private static String time(String claim, long seconds) {
    return signed(TestTokens.projected("\"%s\": %s, ".formatted(claim, seconds)));
  }

  private static String signed(String claims) {
    return TestTokens.sign("RS256", RSA, claims);
  }

  private static BadCase bad(String name, String claims, String message) {
    return token(name, signed(claims), "malformed token: " + message);
  }
}
