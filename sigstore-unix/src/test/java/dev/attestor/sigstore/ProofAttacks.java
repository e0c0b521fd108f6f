package dev.attestor.sigstore;

import com.google.gson.JsonObject;
import dev.attestor.sigstore.TimestampAttacks.Attack;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** Changes of a Rekor v2 entry, its proof, and its log. */
final class ProofAttacks {

  private static final String NOT_PROVEN = "log: the inclusion proof does not verify";

  private ProofAttacks() {}

  static Stream<Attack> all() {
    return Stream.concat(proofs(), bodies());
  }

  private static Stream<Attack> proofs() {
    return Stream.of(
        new Attack(
            "a checkpoint by another log",
            (bundle, root) -> bundle.log = SigningKit.of(ed25519(), ed25519(), ed25519()),
            "log: the log's checkpoint is not signed by the log"),
        new Attack(
            "a checkpoint under another name",
            (bundle, root) -> bundle.origin = "other.example.com",
            "log: the log's checkpoint is of log \"other.example.com\", expected \"log.example.com\""),
        new Attack(
            "a checkpoint signed under another name",
            (bundle, root) -> bundle.signer = "other.example.com",
            "log: the log's checkpoint is not signed by the log"),
        new Attack(
            "a checkpoint of another root",
            (bundle, root) -> bundle.checkpointRoot = new byte[32],
            "log: the log's checkpoint is of another tree than the inclusion proof"),
        new Attack(
            "a hash too few",
            (bundle, root) -> bundle.hashes.remove(1),
            "log: the inclusion proof has 1 hashes, expected 2 for entry 1 of a tree of 3"),
        new Attack(
            "a hash too many",
            (bundle, root) -> bundle.hashes.add(new byte[32]),
            "log: the inclusion proof has 3 hashes, expected 2 for entry 1 of a tree of 3"),
        new Attack(
            "a thousand hashes",
            (bundle, root) -> {
              for (int more = 0; more < 998; more++) {
                bundle.hashes.add(new byte[32]);
              }
            },
            "log: the inclusion proof has 1000 hashes, expected 2"),
        new Attack(
            "another hash", (bundle, root) -> bundle.hashes.set(0, new byte[32]), NOT_PROVEN),
        new Attack(
            "another place in the tree",
            (bundle, root) -> {
              bundle.index = 0;
              bundle.proven = 0;
            },
            NOT_PROVEN),
        new Attack(
            "another place than the proof's",
            (bundle, root) -> bundle.index = 7,
            "log: the log's entry is said to be number 7, and proven to be number 1"),
        new Attack(
            "a place that the tree does not have",
            (bundle, root) -> {
              bundle.index = 3;
              bundle.proven = 3;
            },
            "log: the inclusion proof is for entry 3 of a tree of 3"),
        new Attack(
            "a tree of nothing",
            (bundle, root) -> {
              bundle.index = 0;
              bundle.proven = 0;
              bundle.size = 0;
            },
            "log: the inclusion proof is for entry 0 of a tree of 0"),
        new Attack(
            "a log that nobody knows",
            (bundle, root) -> bundle.logId = "0".repeat(64),
            "log: log \"" + "0".repeat(64) + "\" is not trusted"),
        new Attack(
            "the log's key under another name",
            (bundle, root) -> root.logName = "other.example.com",
            "\" is not trusted"),
        new Attack(
            "a log that is no longer trusted",
            (bundle, root) -> root.logEnds = bundle.time.minusSeconds(1),
            "\" was not trusted at 2026-11-23T01:55:00Z"));
  }

  private static SigningKit.Keys ed25519() {
    return SigningKit.Keys.ED25519;
  }

  private static Stream<Attack> bodies() {
    return Stream.of(
        new Attack(
            "an entry of a later version",
            (bundle, root) -> bundle.body.addProperty("apiVersion", "0.0.3"),
            "log: the log's entry is of kind \"hashedrekord 0.0.3\", expected dsse 0.0.1/2"),
        new Attack(
            "an entry about the statement alone",
            (bundle, root) ->
                bundle.body =
                    bundle.hashedRekord(bundle.signed.statement.getBytes(StandardCharsets.UTF_8)),
            "log: the log's entry is about another payload"),
        new Attack(
            "an entry about another signature",
            (bundle, root) ->
                bundle.body =
                    new ForgedBundle(bundle.image.registry).hashedRekord(bundle.signed.signed),
            "log: the log's entry is about another signature"),
        new Attack(
            "an entry about another certificate with the same key",
            (bundle, root) -> bundle.image.certify(new SigningKit.Leaf()),
            "log: the log's entry is about another certificate"),
        new Attack(
            "an older client's entry about another signature",
            (bundle, root) -> bundle.body = new ForgedBundle(bundle.image.registry).dsse(),
            "log: the log's entry is about another "),
        new Attack(
            "an older client's entry of two signatures",
            (bundle, root) -> {
              bundle.body = bundle.dsse();
              var signatures =
                  bundle
                      .body
                      .getAsJsonObject("spec")
                      .getAsJsonObject("dsseV002")
                      .getAsJsonArray("signatures");
              signatures.add(signatures.get(0));
            },
            "log: the log's entry has 2 signatures, expected one"),
        new Attack(
            "an entry with a key alone",
            (bundle, root) -> {
              JsonObject verifier =
                  bundle
                      .body
                      .getAsJsonObject("spec")
                      .getAsJsonObject("hashedRekordV002")
                      .getAsJsonObject("signature")
                      .getAsJsonObject("verifier");
              verifier.add("publicKey", verifier.remove("x509Certificate"));
            },
            "log: the log's entry is about another certificate"),
        new Attack(
            "an entry that says nothing",
            (bundle, root) -> bundle.body.add("spec", new JsonObject()),
            "log: the log's entry cannot be read: "));
  }
}
