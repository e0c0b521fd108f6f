package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConsoleOutputTest {

  private final StringBuilder shown = new StringBuilder();
  private final ConsoleOutput console = new ConsoleOutput(shown::append);

  @Test
  void waitsForTheRestOfACharacter() throws IOException {
    byte[] bytes = "aü東😀z".getBytes(StandardCharsets.UTF_8);
    for (byte one : bytes) {
      console.write(one);
    }

    assertThat(shown).hasToString("aü東😀z");
  }

  @Test
  void showsLongTextsWhole() throws IOException {
    String text = "東".repeat(10_000);
    console.write(text.getBytes(StandardCharsets.UTF_8));

    assertThat(shown).hasToString(text);
  }

  @Test
  void showsThatSomethingIsNoText() throws IOException {
    console.write(new byte[] {'a', (byte) 0xFF, 'b'});

    assertThat(shown).hasToString("a\uFFFDb");
  }
}
