package dev.attestor.spire.sdk.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.event.Level;

class HclogLineTest {

  private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.123456789Z");

  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final HclogLoggerFactory loggers =
      new HclogLoggerFactory(
          new HclogOutput(output), Level.DEBUG, HclogLine::new, new LogLimits(System::nanoTime));

  private static HclogLine line() {
    return new HclogLine("info", "k8s", "text", TIME);
  }

  private static String text(HclogLine line) {
    return new String(line.toBytes(), StandardCharsets.UTF_8);
  }

  private JsonObject written() {
    String text = output.toString(StandardCharsets.UTF_8);
    assertThat(text).endsWith("}\n").containsOnlyOnce("\n");
    return JsonParser.parseString(text).getAsJsonObject();
  }

  @Test
  void hasTheShapeThatTheHostReads() {
    assertThat(text(line().field("pod_uid", "a-b")))
        .isEqualTo(
            "{\"@level\":\"info\",\"@message\":\"text\",\"@module\":\"k8s\","
                + "\"@timestamp\":\"2026-01-02T03:04:05.123456Z\",\"pod_uid\":\"a-b\"}\n");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "2026-01-02T03:04:05Z,2026-01-02T03:04:05.000000Z",
    "2026-12-31T23:59:59.000001Z,2026-12-31T23:59:59.000001Z",
    "2026-12-31T23:59:59.100Z,2026-12-31T23:59:59.100000Z"
  })
  void writesSixDigitsOfFraction(Instant time, String expected) {
    assertThat(HclogLine.timestamp(time)).isEqualTo(expected);
  }

  @Test
  void writesStringsOnly() {
    JsonObject json =
        JsonParser.parseString(text(line().field("number", 5).field("none", null)))
            .getAsJsonObject();
    for (Map.Entry<String, JsonElement> entry : json.entrySet()) {
      assertThat(entry.getValue().getAsJsonPrimitive().isString()).as(entry.getKey()).isTrue();
    }
  }

  @Test
  void keepsFieldsFromPosingAsTheHostsKeys() {
    JsonObject json =
        JsonParser.parseString(text(line().field("@level", "fatal").field("@message", 5)))
            .getAsJsonObject();
    assertThat(json.get("@level").getAsString()).isEqualTo("info");
    assertThat(json.get("@message").getAsString()).isEqualTo("text");
    assertThat(json.get("_level").getAsString()).isEqualTo("fatal");
  }

  @Test
  void survivesEveryCharacter() {
    StringBuilder all = new StringBuilder();
    for (char c = 0; c < 0xd800; c++) {
      all.append(c);
      if (all.length() == 2_000) {
        assertRoundTrip(all.toString());
        all.setLength(0);
      }
    }
    assertRoundTrip("\ud83d\ude00");
    assertThat(text(line().field("lone", "a\ud83d"))).contains("\"a\ufffd\"");
  }

  private static void assertRoundTrip(String value) {
    String text = text(line().field("value", value));
    assertThat(text.lines()).hasSize(1);
    assertThat(JsonParser.parseString(text).getAsJsonObject().get("value").getAsString())
        .isEqualTo(value);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(value = {"a", "'\"'", "é", "€", "😀", "'\u0001'"})
  void staysUnder64KiBWhateverIsLogged(String unit) {
    HclogLine line = new HclogLine("info", unit.repeat(100_000), unit.repeat(100_000), TIME);
    for (int i = 0; i < 20; i++) {
      line.field(unit.repeat(2_000) + i, unit.repeat(100_000));
    }
    byte[] bytes = line.toBytes();
    assertThat(bytes.length).isLessThan(64 * 1024);
    assertThat(JsonParser.parseString(new String(bytes, StandardCharsets.UTF_8)).isJsonObject())
        .isTrue();
  }

  @Test
  void turnsPairsAndThrowablesIntoFields() {
    loggers
        .getLogger("dev.example.Plugin")
        .atWarn()
        .addKeyValue("pid", 42)
        .setCause(new IllegalStateException("two\nlines"))
        .log("Failed for {}", "x");
    JsonObject json = written();
    assertThat(json.get("@level").getAsString()).isEqualTo("warn");
    assertThat(json.get("@message").getAsString()).isEqualTo("Failed for x");
    assertThat(json.get("@module").getAsString()).isEqualTo("dev.example.Plugin");
    assertThat(json.get("pid").getAsString()).isEqualTo("42");
    assertThat(json.get("error").getAsString())
        .isEqualTo("java.lang.IllegalStateException: two\nlines");
    assertThat(json.get("stacktrace").getAsString()).contains("\tat ");
  }

  @Test
  void classicCallsWorkToo() {
    loggers.getLogger("x").error("a {} b", 1, new RuntimeException("why"));
    assertThat(written().get("@message").getAsString()).isEqualTo("a 1 b");
  }

  @Test
  void survivesValuesThatThrow() {
    Object hostile =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("no words");
          }
        };
    loggers.getLogger("x").atInfo().addKeyValue("hostile", hostile).log("still here");
    assertThat(written().get("hostile").getAsString()).startsWith("unprintable ");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"io.grpc.netty.Something", "org.jose4j.jwa.AlgorithmFactory->Other"})
  void leavesOutWhatIsBelowTheLevel(String library) {
    Logger chatty = loggers.getLogger(library);
    chatty.debug("chatter");
    loggers.getLogger("x").trace("SPIRE drops it anyway");
    assertThat(output.size()).isZero();
    assertThat(chatty.isInfoEnabled()).isTrue();
    assertThat(loggers.getLogger("x").isDebugEnabled()).isTrue();
  }

  @Test
  void carriesTheJdksLogging() {
    LogRecord entry = new LogRecord(java.util.logging.Level.SEVERE, "broke: {0}");
    entry.setParameters(new Object[] {"pipe"});
    entry.setLoggerName("io.grpc.internal.X");
    new JulHandler(loggers::getLogger).publish(entry);
    JsonObject json = written();
    assertThat(json.get("@level").getAsString()).isEqualTo("error");
    assertThat(json.get("@message").getAsString()).isEqualTo("broke: pipe");
    assertThat(json.get("@module").getAsString()).isEqualTo("io.grpc.internal.X");
  }
}
