package dev.attestor.input.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsAnObject() throws BadJsonException {
    assertThat(Json.text(Json.object(" {\"a\": \"b\"}\n"), "a")).isEqualTo("b");
  }

  /** All of these are accepted by some reader of Gson's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{a: 1}",
        "{'a': 1}",
        "{\"a\" = 1}",
        "{\"a\": 1; \"b\": 2}",
        "{\"a\": b}",
        "{\"a\": TRUE}",
        "{\"a\": NaN}",
        "{\"a\": \"\u0001\"}",
        "{\"a\": \"x\ny\"}",
        "{\"a\": \"\\'\"}",
        "{} // comment",
        "{} {}",
        ")]}'\n{}",
        "{\"a\": [1,]}"
      })
  void refusesWhatIsNotJson(String text) {
    assertThatExceptionOfType(BadJsonException.class).isThrownBy(() -> Json.object(text));
  }

  @Test
  void limitsTheDepth() {
    String deep = "{\"a\":".repeat(300) + "1" + "}".repeat(300);
    assertThatExceptionOfType(BadJsonException.class).isThrownBy(() -> Json.object(deep));
  }

  @Test
  void aReaderIsStrictAndLimitsTheDepth() throws IOException {
    JsonReader lenient = Json.reader(new StringReader("[nope]"), 2);
    lenient.beginArray();
    assertThatExceptionOfType(IOException.class).isThrownBy(lenient::nextString);
    JsonReader deep = Json.reader(new StringReader("[[[1]]]"), 2);
    deep.beginArray();
    deep.beginArray();
    assertThatExceptionOfType(IOException.class).isThrownBy(deep::beginArray);
  }
}
