package dev.attestor.windows.winapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityDescriptorTest {

  // revision, flags, owner at 20, no group, no system list; then where the access list is
  private static final String HEADER = "01000480" + "14000000" + "00000000" + "00000000";
  private static final String AT_36 = "24000000";
  private static final String ADMINISTRATORS = "01020000000000052000000020020000";
  private static final String SYSTEM = "010100000000000512000000";

  @Test
  void readsOwnerAndGrants() {
    byte[] bytes =
        bytes(
            HEADER + AT_36 + ADMINISTRATORS,
            "02004400" + "03000000",
            "00001400" + "3f001f00" + SYSTEM,
            "01001400" + "ffffffff" + SYSTEM,
            "00081400" + "ffffffff" + SYSTEM);

    assertThat(SecurityDescriptor.parse(bytes))
        .isEqualTo(
            new SecurityDescriptor(
                Optional.of(Sid.ADMINISTRATORS),
                Optional.of(List.of(new AccessEntry(Sid.LOCAL_SYSTEM, 0x1F003F)))));
  }

  @Test
  void tellsNoListFromAnEmptyOne() {
    byte[] none = bytes(HEADER + "00000000" + ADMINISTRATORS);
    byte[] empty = bytes(HEADER + AT_36 + ADMINISTRATORS, "0200080000000000");

    assertThat(SecurityDescriptor.parse(none).granted()).isEmpty();
    assertThat(SecurityDescriptor.parse(empty).granted()).contains(List.of());
  }

  @ParameterizedTest(name = "{0} bytes")
  @ValueSource(ints = {0, 10, 19, 25, 35, 40, 43, 50, 60})
  void refusesWhatIsCut(int length) {
    byte[] bytes =
        bytes(
            HEADER + AT_36 + ADMINISTRATORS,
            "02001c00" + "01000000",
            "00001400" + "3f001f00" + SYSTEM);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecurityDescriptor.parse(Arrays.copyOf(bytes, length)));
  }

  @Test
  void refusesEntriesThatItDoesNotKnow() {
    byte[] bytes =
        bytes(
            HEADER + AT_36 + ADMINISTRATORS,
            "02001c00" + "01000000",
            "05001400" + "3f001f00" + SYSTEM);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SecurityDescriptor.parse(bytes))
        .withMessage("an access entry of type 5, expected one that grants or denies");
  }

  private static byte[] bytes(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex));
  }
}
