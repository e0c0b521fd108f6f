package dev.attestor.windows.winapi;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The owner and the access list of an object.
 *
 * @param owner empty if there is none
 * @param granted the rights that the access list grants; empty if there is no list, which allows
 *     everything to everybody. Entries that deny rights are ignored, so the list never understates
 *     what is granted
 */
public record SecurityDescriptor(Optional<Sid> owner, Optional<List<AccessEntry>> granted) {

  // winnt.h, SECURITY_DESCRIPTOR_RELATIVE, ACL and ACE_HEADER
  private static final int OWNER_OFFSET = 4;
  private static final int DACL_OFFSET = 16;
  private static final int ACE_COUNT = 4;
  private static final int FIRST_ACE = 8;
  private static final byte ACCESS_ALLOWED = 0;
  private static final byte ACCESS_DENIED = 1;
  private static final byte ACCESS_ALLOWED_CALLBACK = 9;
  private static final byte ACCESS_DENIED_CALLBACK = 10;
  private static final int INHERIT_ONLY = 0x08;

  /** Copies the list. */
  public SecurityDescriptor {
    granted = granted.map(List::copyOf);
  }

  /**
   * Parses a {@code SECURITY_DESCRIPTOR} in self-relative form.
   *
   * @throws IllegalArgumentException if it is truncated or has unknown entries
   */
  static SecurityDescriptor parse(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      int owner = in.getInt(OWNER_OFFSET);
      int list = in.getInt(DACL_OFFSET);
      return new SecurityDescriptor(
          owner == 0 ? Optional.empty() : Optional.of(Sid.read(in.position(owner))),
          list == 0 ? Optional.empty() : Optional.of(granted(in, list)));
    } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a security descriptor that is cut", e);
    }
  }

  private static List<AccessEntry> granted(ByteBuffer in, int list) {
    List<AccessEntry> entries = new ArrayList<>();
    int count = in.getShort(list + ACE_COUNT) & 0xFFFF;
    int at = list + FIRST_ACE;
    for (int i = 0; i < count; i++) {
      byte type = in.get(at);
      switch (type) {
        case ACCESS_ALLOWED, ACCESS_ALLOWED_CALLBACK -> {
          if ((in.get(at + 1) & INHERIT_ONLY) == 0) {
            int rights = in.getInt(at + 4);
            entries.add(new AccessEntry(Sid.read(in.position(at + 8)), rights));
          }
        }
        case ACCESS_DENIED, ACCESS_DENIED_CALLBACK -> {}
        default ->
            throw new IllegalArgumentException(
                "an access entry of type %s, expected one that grants or denies"
                    .formatted(type & 0xFF));
      }
      at += in.getShort(at + 2) & 0xFFFF;
    }
    return entries;
  }
}
