package dev.attestor.testkit;

import java.util.HexFormat;

/** Security descriptors of Windows jobs as the system creates them, and an open one. */
public final class SystemSecurity {

  // winnt.h: revision, flags (self-relative, with an access list), offsets: owner at 20, list at 32
  private static final String HEADER =
      "01000480" + "14000000" + "00000000" + "00000000" + "20000000";
  private static final String SYSTEM = "010100000000000512000000";
  private static final String ADMINISTRATORS = "01020000000000052000000020020000";
  private static final String EVERYBODY = "010100000000000100000000";
  private static final String ALL_TO_SYSTEM = "00001400" + "3f001f00" + SYSTEM;

  /** Owned by the system; the system and the administrators may do everything. */
  public static final byte[] DESCRIPTOR =
      HexFormat.of()
          .parseHex(
              HEADER
                  + SYSTEM
                  + ("02003400" + "02000000")
                  + ALL_TO_SYSTEM
                  + ("00001800" + "3f001f00" + ADMINISTRATORS));

  /** Owned by the system; everybody may do everything. */
  public static final byte[] OPEN_DESCRIPTOR =
      HexFormat.of()
          .parseHex(
              HEADER
                  + SYSTEM
                  + ("02003000" + "02000000")
                  + ALL_TO_SYSTEM
                  + ("00001400" + "3f001f00" + EVERYBODY));

  private SystemSecurity() {}
}
