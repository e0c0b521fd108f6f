package dev.attestor.windows.winapi;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A security identifier in its text form.
 *
 * @param text such as {@code S-1-5-18}
 */
public record Sid(String text) {

  /** The account SYSTEM. */
  public static final Sid LOCAL_SYSTEM = new Sid("S-1-5-18");

  /** The administrators group of this machine. */
  public static final Sid ADMINISTRATORS = new Sid("S-1-5-32-544");

  private static final int MAX_SUB_AUTHORITIES = 15;

  /**
   * Reads a {@code SID} (winnt.h) at the buffer's position; little endian.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Sid read(ByteBuffer in) {
    try {
      int revision = in.get();
      int count = in.get() & 0xFF;
      if (revision != 1 || count > MAX_SUB_AUTHORITIES) {
        throw new IllegalArgumentException(
            "a SID of revision %s with %s parts, expected revision 1 and at most %s"
                .formatted(revision, count, MAX_SUB_AUTHORITIES));
      }
      long authority = 0;
      for (int i = 0; i < 6; i++) {
        authority = (authority << 8) | (in.get() & 0xFF);
      }
      StringBuilder text = new StringBuilder("S-1-").append(authority);
      for (int i = 0; i < count; i++) {
        text.append('-').append(Integer.toUnsignedString(in.getInt()));
      }
      return new Sid(text.toString());
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("a SID that is cut", e);
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
