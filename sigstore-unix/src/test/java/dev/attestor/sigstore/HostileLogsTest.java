package dev.attestor.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.attestor.testkit.FakeRekor;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logs with invalid answers. */
@ExtendWith(ServersExtension.class)
class HostileLogsTest {

  private static final Gson GSON = new Gson();

  private final Servers servers;

  HostileLogsTest(Servers servers) {
    this.servers = servers;
  }

  /** A change of the log's answer about {@code no-bundle}, and the message that rejects it. */
  record Answer(String name, Consumer<JsonObject> change, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Answer> answers() {
    return Stream.of(
        new Answer(
            "a bit of a hash flipped",
            entry -> flipHex(proof(entry).getAsJsonArray("hashes"), 0),
            "log: the inclusion proof does not verify"),
        new Answer(
            "a hash too few",
            entry -> proof(entry).getAsJsonArray("hashes").remove(0),
            "log: the inclusion proof has 5 hashes, expected 6 for entry 10 of a tree of 47"),
        new Answer(
            "another place in the tree",
            entry -> proof(entry).addProperty("logIndex", 11),
            "log: the inclusion proof does not verify"),
        new Answer(
            "another root",
            entry -> proof(entry).addProperty("rootHash", "00".repeat(32)),
            "log: the inclusion proof does not verify"),
        new Answer(
            "a root that is no hex",
            entry -> proof(entry).addProperty("rootHash", "root"),
            "log: the inclusion proof's root hash is not hex"),
        new Answer(
            "a checkpoint of another tree",
            entry -> checkpoint(entry, "\n47\n", "\n48\n"),
            "log: the log's checkpoint is of another tree than the inclusion proof"),
        new Answer(
            "a checkpoint of another log's name",
            entry -> checkpoint(entry, "rekor.example.com - 8", "rekor.example.com - 9"),
            "log: the log's checkpoint is not signed by the log"),
        new Answer(
            "a checkpoint that is none",
            entry -> proof(entry).addProperty("checkpoint", "checkpoint"),
            "log: the log's checkpoint cannot be read"),
        new Answer(
            "no proof",
            entry -> entry.getAsJsonObject("verification").remove("inclusionProof"),
            "log: the log's entry has no inclusion proof"),
        new Answer(
            "no promise",
            entry -> entry.getAsJsonObject("verification").remove("signedEntryTimestamp"),
            "log: the log's entry has no signed entry timestamp"),
        new Answer(
            "a later time",
            entry ->
                entry.addProperty("integratedTime", entry.get("integratedTime").getAsLong() + 1),
            "log: the log's signed entry timestamp does not verify"),
        new Answer(
            "another log's name",
            entry -> entry.addProperty("logID", "b1".repeat(32)),
            "is not trusted"),
        new Answer(
            "no body",
            entry -> entry.remove("body"),
            "log: the transparency log's answer cannot be read: expected a string \"body\""));
  }

  private static JsonObject proof(JsonObject entry) {
    return entry.getAsJsonObject("verification").getAsJsonObject("inclusionProof");
  }

  private static void checkpoint(JsonObject entry, String from, String to) {
    String old = proof(entry).get("checkpoint").getAsString();
    assertThat(old).contains(from);
    proof(entry).addProperty("checkpoint", old.replace(from, to));
  }

  private static void flipHex(JsonArray hashes, int at) {
    String old = hashes.get(at).getAsString();
    char flipped = old.charAt(0) == '0' ? '1' : '0';
    hashes.set(at, new JsonPrimitive(flipped + old.substring(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void areRefused(Answer answer) throws IOException {
    Case image = SignedCases.named("no-bundle");
    servers.copy("cases/no-bundle");
    JsonObject exchange = SignedCases.exchanges("no-bundle").get(0);
    JsonArray body = JsonParser.parseString(FakeRekor.body(exchange)).getAsJsonArray();
    JsonObject byUuid = body.get(0).getAsJsonObject();
    answer.change().accept(byUuid.getAsJsonObject(byUuid.keySet().iterator().next()));
    servers.rekor().learn(exchange, GSON.toJson(body));

    Servers.assertRefused(servers.name(image), servers.recorded(), answer.refusal());
  }

  @Test
  void takesTheAnswerUnchanged() throws IOException {
    servers.copy("cases/no-bundle");
    JsonObject exchange = SignedCases.exchanges("no-bundle").get(0);
    servers.rekor().learn(exchange, FakeRekor.body(exchange));

    Servers.verify(servers.name(SignedCases.named("no-bundle")), servers.recorded());
  }
}
