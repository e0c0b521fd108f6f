package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LongPathTest {

  private static final String LONG = "a".repeat(245);

  @Test
  void marksOnlyLongPaths() {
    assertThat(LongPath.name("C:\\" + LONG)).isEqualTo("\\\\?\\C:\\" + LONG);
    assertThat(LongPath.name("C:\\" + LONG.substring(1))).isEqualTo("C:\\" + LONG.substring(1));
  }

  @Test
  void marksPathsOfServers() {
    assertThat(LongPath.name("\\\\server\\share\\" + LONG))
        .isEqualTo("\\\\?\\UNC\\server\\share\\" + LONG);
  }
}
