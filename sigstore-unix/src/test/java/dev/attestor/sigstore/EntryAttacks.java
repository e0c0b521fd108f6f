package dev.attestor.sigstore;

import com.google.gson.JsonObject;
import dev.attestor.sigstore.SigningKit.Leaf;
import java.util.Base64;
import java.util.stream.Stream;

/** Changes of the log entry and of its promise. */
final class EntryAttacks {

  private EntryAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(
        new Attack(
            "a bit of the log's promise flipped",
            image -> {
              String good = image.bundle();
              byte[] set =
                  Base64.getDecoder()
                      .decode(good.replaceFirst(".*?Timestamp\":\"([^\"]*)\".*", "$1"));
              set[20] ^= 1;
              image.bundle =
                  good.replaceFirst(
                      "Timestamp\":\"[^\"]*\"",
                      "Timestamp\":\"" + Base64.getEncoder().encodeToString(set) + "\"");
            },
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "another place in the log than promised",
            image -> image.bundle = image.bundle().replace("\"logIndex\":7", "\"logIndex\":8"),
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "another time than promised",
            image ->
                image.bundle =
                    image.bundle().replace("Time\":" + image.time, "Time\":" + (image.time + 1)),
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "a log that nobody knows",
            image -> image.logId = "0".repeat(64),
            "log: log \"" + "0".repeat(64) + "\" is not trusted"),
        new Attack(
            "a promise signed by the signer",
            image -> image.promise = SigningKit.sign(image.key.getPrivate(), new byte[] {1, 2, 3}),
            "log: the log's signed entry timestamp does not verify"),
        new Attack(
            "the entry of another payload",
            image -> {
              image.body = image.entry();
              image.sign(image.payload.replace("\"r\"", "\"s\""));
            },
            "log: the log's entry is about another payload"),
        new Attack(
            "the entry of another signature of the same payload",
            image -> {
              image.body = image.entry();
              image.sign(image.payload);
            },
            "log: the log's entry is about another signature"),
        new Attack(
            "the entry of another certificate with the same key",
            image -> {
              image.body = image.entry();
              image.certify(new Leaf());
            },
            "log: the log's entry is about another certificate"),
        new Attack(
            "an entry of another kind",
            image -> {
              image.body = image.entry();
              image.body.addProperty("kind", "rekord");
            },
            "log: the log's entry is of kind \"rekord 0.0.1\", expected hashedrekord 0.0.1"),
        new Attack(
            "an entry of a later version",
            image -> {
              image.body = image.entry();
              image.body.addProperty("apiVersion", "9.9.9");
            },
            "log: the log's entry is of kind \"hashedrekord 9.9.9\""),
        new Attack(
            "an entry with another kind of digest",
            image -> {
              image.body = image.entry();
              hash(image.body).addProperty("algorithm", "sha512");
            },
            "log: the log's entry is about another payload"),
        new Attack(
            "an entry that says nothing",
            image -> {
              image.body = new JsonObject();
              image.body.addProperty("kind", "hashedrekord");
              image.body.addProperty("apiVersion", "0.0.1");
            },
            "log: the log's entry cannot be read: expected an object \"spec\""),
        new Attack(
            "an entry that is no JSON",
            image -> image.bundle = "{",
            "format: its bundle annotation cannot be read: the text is not JSON"));
  }

  private static JsonObject hash(JsonObject body) {
    return body.getAsJsonObject("spec").getAsJsonObject("data").getAsJsonObject("hash");
  }
}
