package dev.attestor.input.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.stream.JsonReader;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BoundedTextsTest {

  private static final int MAX = BoundedTexts.MAX_LENGTH;
  private static final int[] PIECES = {1, 2, 3, 5, 6, 7, 1000, 1 << 16};

  static List<String> units() {
    return List.of(
        "v",
        "\\\"",
        "\\\\",
        "\\u0022",
        "\\u005c",
        "\\n",
        "\u00e4",
        "\\ud83d\\ude00",
        "a\\\\",
        "ab\\u0041",
        ",",
        "]",
        "{",
        ": ");
  }

  @ParameterizedTest(name = "of {0}")
  @MethodSource("units")
  void endsLongStringsAndGoesOnBehindThem(String unit) throws IOException {
    for (int piece : PIECES) {
      for (int shift = 0; shift < 7; shift++) {
        String start = "p".repeat(shift) + "\", \"" + unit.repeat(4);
        String text = "[\"" + start + "\", \"" + unit.repeat(60_000) + "\", \"after\"]";

        try (BoundedTexts bounded = new BoundedTexts(pieces(text, piece));
            JsonReader in = new JsonReader(bounded)) {
          in.beginArray();
          assertThat(next(in, bounded)).isEqualTo("p".repeat(shift));
          String expected = next(in, bounded);
          String cut = next(in, bounded);
          assertThat(cut).hasSizeBetween(MAX + 1, 7 * MAX);
          assertThat(cut).startsWith(expected);
          assertThat(next(in, bounded)).isEqualTo("after");
          in.endArray();
        }
      }
    }
  }

  @Test
  void leavesStringsOfUpToTheLimitWhole() throws IOException {
    for (String unit : units()) {
      String text = "[\"" + unit.repeat(MAX / 8) + "\", {\"" + unit.repeat(MAX / 8) + "\": 1}]";
      for (int piece : PIECES) {
        try (BoundedTexts bounded = new BoundedTexts(pieces(text, piece));
            JsonReader in = new JsonReader(bounded);
            JsonReader plain = new JsonReader(new StringReader(text))) {
          in.beginArray();
          plain.beginArray();
          assertThat(next(in, bounded)).isEqualTo(plain.nextString());
          in.beginObject();
          plain.beginObject();
          assertThat(in.hasNext()).isTrue();
          bounded.begin();
          assertThat(in.nextName()).isEqualTo(plain.nextName());
          bounded.end();
        }
      }
    }
  }

  /** Compares with the plain reader, except strings that are too long in both. */
  @Test
  void agreesWithTheReaderAloneOnRandomText() throws IOException {
    Random random = new Random(7);
    List<String> units = units();
    for (int round = 0; round < 150; round++) {
      StringBuilder text = new StringBuilder("[\"\"");
      for (int i = 0; i < 6; i++) {
        text.append(",\"");
        int length = random.nextInt(random.nextBoolean() ? 30 : 40_000);
        for (int each = 0; each < length; each++) {
          text.append(units.get(random.nextInt(units.size())));
        }
        text.append('"');
      }
      text.append(']');
      try (BoundedTexts bounded =
              new BoundedTexts(pieces(text.toString(), PIECES[random.nextInt(PIECES.length)]));
          JsonReader in = new JsonReader(bounded);
          JsonReader plain = new JsonReader(new StringReader(text.toString()))) {
        in.beginArray();
        plain.beginArray();
        while (plain.hasNext()) {
          String whole = plain.nextString();
          String read = next(in, bounded);
          if (whole.length() > MAX) {
            assertThat(read.length()).isGreaterThan(MAX);
            assertThat(whole).startsWith(read);
          } else {
            assertThat(read).isEqualTo(whole);
          }
        }
        in.endArray();
      }
    }
  }

  private static String next(JsonReader in, BoundedTexts bounded) throws IOException {
    assertThat(in.hasNext()).isTrue();
    bounded.begin();
    String text = in.nextString();
    bounded.end();
    return text;
  }

  private static Reader pieces(String text, int piece) {
    return new FilterReader(new StringReader(text)) {
      @Override
      public int read(char[] buffer, int offset, int length) throws IOException {
        return in.read(buffer, offset, Math.min(length, piece));
      }
    };
  }
}
