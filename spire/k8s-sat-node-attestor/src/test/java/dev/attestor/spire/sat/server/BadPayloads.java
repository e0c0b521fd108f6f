package dev.attestor.spire.sat.server;

import static dev.attestor.spire.sat.server.BadCase.payload;

import java.util.List;

/** Payloads that fail before their token is read. */
final class BadPayloads {

  private static final String MALFORMED =
      "payload is malformed, expected a JSON object with the strings \"cluster\" and \"token\"";

  private BadPayloads() {}

  static List<BadCase> all() {
    return List.of(
        payload("no payload", "", "missing attestation payload"),
        payload("no JSON", "hello", MALFORMED),
        payload("a blank", " ", MALFORMED),
        payload("a list", "[]", MALFORMED),
        payload("a string", "\"cluster\"", MALFORMED),
        payload("null", "null", MALFORMED),
        payload("an object that is not closed", "{\"cluster\": \"MyCluster\"", MALFORMED),
        payload("something after the object", "{} {}", MALFORMED),
        payload("single quotes", "{'cluster': 'MyCluster', 'token': 'a.b.c'}", MALFORMED),
        payload("a comment", "{/* a */ \"cluster\": \"MyCluster\"}", MALFORMED),
        payload("a comma too many", "{\"cluster\": \"MyCluster\",}", MALFORMED),
        payload("no number", "{\"x\": NaN}", MALFORMED),
        payload("what guards JSON from scripts", ")]}'\n{}", MALFORMED),
        payload("no UTF-8", new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, MALFORMED),
        payload("UTF-16", "\u0000{\u0000}", MALFORMED),
        payload("cluster is a number", "{\"cluster\": 7, \"token\": \"a.b.c\"}", MALFORMED),
        payload("cluster is null", "{\"cluster\": null, \"token\": \"a.b.c\"}", MALFORMED),
        payload("cluster is a list", "{\"cluster\": [\"MyCluster\"]}", MALFORMED),
        payload("cluster twice", "{\"cluster\": \"MyCluster\", \"cluster\": \"Other\"}", MALFORMED),
        payload(
            "token twice",
            "{\"cluster\": \"MyCluster\", \"token\": \"a.b.c\", \"token\": \"a.b.c\"}",
            MALFORMED),
        payload("token is true", "{\"cluster\": \"MyCluster\", \"token\": true}", MALFORMED),
        payload("token is an object", "{\"token\": {\"token\": \"a\"}}", MALFORMED),
        payload("deep lists", "{\"x\": " + "[".repeat(60_000) + "}", MALFORMED),
        payload("deep objects", "{\"x\":".repeat(20_000), MALFORMED),
        payload("no members", "{}", "missing cluster in attestation data"),
        payload("no cluster", "{\"token\": \"a.b.c\"}", "missing cluster in attestation data"),
        payload(
            "an empty cluster",
            "{\"cluster\": \"\", \"token\": \"a.b.c\"}",
            "missing cluster in attestation data"),
        payload(
            "cluster in capitals",
            "{\"CLUSTER\": \"MyCluster\", \"token\": \"a.b.c\"}",
            "missing cluster in attestation data"),
        payload("no token", "{\"cluster\": \"MyCluster\"}", "missing token in attestation data"),
        payload(
            "an empty token",
            "{\"cluster\": \"MyCluster\", \"token\": \"\"}",
            "missing token in attestation data"),
        payload(
            "1 MiB",
            "{\"cluster\": \"MyCluster\", \"token\": \"" + "a".repeat((1 << 20) - 37) + "\"}",
            "payload of 1048576 bytes is too large, expected at most 131072"),
        payload(
            "a long token",
            "{\"cluster\": \"MyCluster\", \"token\": \"" + "a".repeat(65_537) + "\"}",
            "token of 65537 characters is too long, expected at most 65536"),
        payload(
            "a token of two words",
            "{\"cluster\": \"MyCluster\", \"token\": \"a.b c.d\"}",
            "token is not one word of plain ASCII"),
        payload(
            "a token with a line end",
            "{\"cluster\": \"MyCluster\", \"token\": \"a.b.c\\n\"}",
            "token is not one word of plain ASCII"),
        payload(
            "a token outside ASCII",
            "{\"cluster\": \"MyCluster\", \"token\": \"a.b.\u00e9\"}",
            "token is not one word of plain ASCII"),
        payload(
            "an unknown cluster",
            "{\"cluster\": \"nowhere\", \"token\": \"a.b.c\"}",
            "not configured for cluster \"nowhere\""),
        payload(
            "a cluster in other letters",
            "{\"cluster\": \"mycluster\", \"token\": \"a.b.c\"}",
            "not configured for cluster \"mycluster\""),
        payload(
            "a cluster that goes up",
            "{\"cluster\": \"../MyCluster\", \"token\": \"a.b.c\"}",
            "not configured for cluster \"../MyCluster\""),
        payload(
            "a cluster of two lines",
            "{\"cluster\": \"a\\nb\\u0000\", \"token\": \"a.b.c\"}",
            "not configured for cluster \"a?b?\""),
        payload(
            "a long cluster",
            "{\"cluster\": \"" + "x".repeat(50_000) + "\", \"token\": \"a.b.c\"}",
            "not configured for cluster \"" + "x".repeat(64) + "...\""));
  }
}
