package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectAttributesTest {

  @Test
  void keepsEveryNameApart() {
    Set<String> names = new HashSet<>();
    for (int unit = 0; unit <= Character.MAX_VALUE; unit++) {
      byte[] name = {'J', 0, (byte) unit, (byte) (unit >> 8)};
      String text = ObjectAttributes.decode(name);
      assertThat(text).isEqualTo("J" + (char) unit);
      assertThat(ObjectAttributes.encode(text)).isEqualTo(name);
      names.add(text);
    }
    assertThat(names).hasSize(65_536);
  }

  @Test
  void keepsUnpairedSurrogatesAndNul() {
    String name = "a\ud800b\udc00\ud83d\ude00\u0000c";
    assertThat(ObjectAttributes.decode(ObjectAttributes.encode(name))).isEqualTo(name);
  }
}
