package dev.attestor.pod;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShortenedTextsTest {

  private static final int MAX = ShortenedTexts.MAX_LENGTH;

  @ParameterizedTest(name = "in pieces of {0}")
  @ValueSource(ints = {1, 2, 3, 7, 1024, 1 << 16})
  void leavesTextWithoutLongStringsAsItIs(int piece) throws IOException {
    String text =
        "{\"a\": [1, \"\", \"\\\"\", \"\\\\\", \"\\u0022\\u005c\", \"\\n\"], \"%s\": \"%s\"}"
            .formatted("k".repeat(MAX), "\\u00e4\\\"\\\\".repeat(MAX / 3));

    assertThat(through(text, piece)).isEqualTo(text);
  }

  static List<String> units() {
    return List.of(
        "v", "\\\"", "\\\\", "\\u0022", "\\u005c", "\\n", "ä", "\\ud83d\\ude00", "a\\\\");
  }

  @ParameterizedTest(name = "of {0}")
  @MethodSource("units")
  void cutsLongStringsSoThatTheyAreStillTooLong(String unit) throws IOException {
    String text = "[\"" + unit.repeat(3 * MAX) + "\", \"after\", \"" + unit.repeat(9) + "\"]";
    for (int piece : new int[] {1, 5, 1024}) {
      try (JsonReader in = new JsonReader(new StringReader(through(text, piece)))) {
        in.beginArray();
        assertThat(in.nextString()).hasSize(MAX + 1);
        assertThat(in.nextString()).isEqualTo("after");
        assertThat("\"" + in.nextString()).isNotEmpty();
        in.endArray();
      }
    }
  }

  @ParameterizedTest(name = "{0} characters")
  @ValueSource(ints = {MAX - 1, MAX, MAX + 1})
  void cutsNothingUpToOneCharacterTooMany(int length) throws IOException {
    String text = "[\"" + "v".repeat(length) + "\"]";

    assertThat(through(text, 1000)).isEqualTo(text);
  }

  private static String through(String text, int piece) throws IOException {
    Reader pieces =
        new FilterReader(new StringReader(text)) {
          @Override
          public int read(char[] buffer, int offset, int length) throws IOException {
            return in.read(buffer, offset, Math.min(length, piece));
          }
        };
    StringWriter out = new StringWriter();
    try (Reader shortened = new ShortenedTexts(pieces)) {
      shortened.transferTo(out);
    }
    return out.toString();
  }
}
