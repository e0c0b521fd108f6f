package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The {@code OBJECT_ATTRIBUTES} of an object named by its whole path, with their {@code
 * UNICODE_STRING}; ntdef.h, 64-bit. Without flags, so names are case-sensitive.
 */
final class ObjectAttributes implements AutoCloseable {

  private static final int SIZE = 48;
  private static final int OBJECT_NAME = 16;
  private static final int SECURITY_DESCRIPTOR = 32;
  private static final int STRING_BUFFER = 8;
  private static final int STRING_SIZE = 16;
  private static final int MAX_NAME_BYTES = 0xFFFE;

  private final Memory memory;

  ObjectAttributes(String path) {
    this(path, new byte[0]);
  }

  /**
   * With the owner and access list of a new object.
   *
   * @param descriptor self-relative; if empty, the default
   */
  ObjectAttributes(String path, byte[] descriptor) {
    byte[] name = encode(path);
    if (name.length == 0 || name.length > MAX_NAME_BYTES) {
      throw new IllegalArgumentException(
          "an object name of %s bytes, expected 1 to %s".formatted(name.length, MAX_NAME_BYTES));
    }
    int text = SIZE + STRING_SIZE + descriptor.length;
    memory = new Memory(text + name.length);
    memory.clear();
    memory.setInt(0, SIZE);
    memory.setPointer(OBJECT_NAME, memory.share(SIZE));
    memory.setShort(SIZE, (short) name.length);
    memory.setShort(SIZE + 2, (short) name.length);
    memory.setPointer(SIZE + STRING_BUFFER, memory.share(text));
    memory.write(text, name, 0, name.length);
    if (descriptor.length > 0) {
      memory.setPointer(SECURITY_DESCRIPTOR, memory.share(SIZE + STRING_SIZE));
      memory.write(SIZE + STRING_SIZE, descriptor, 0, descriptor.length);
    }
  }

  Pointer pointer() {
    return memory;
  }

  @Override
  public void close() {
    memory.close();
  }

  /** Reads the text of a {@code UNICODE_STRING}; empty if it has none. */
  static String text(Pointer buffer, long offset) {
    int bytes = buffer.getShort(offset) & 0xFFFF;
    Pointer text = buffer.getPointer(offset + STRING_BUFFER);
    return text == null || bytes == 0 ? "" : decode(text.getByteArray(0, bytes));
  }

  /**
   * Decodes a name, unit by unit. Windows allows unpaired surrogates in names. A regular decoder
   * would replace all of them by the same character, so that different names became equal.
   */
  static String decode(byte[] name) {
    return ByteBuffer.wrap(name).order(ByteOrder.LITTLE_ENDIAN).asCharBuffer().toString();
  }

  /** The inverse of {@link #decode}. */
  static byte[] encode(String text) {
    ByteBuffer name =
        ByteBuffer.allocate(text.length() * Character.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    name.asCharBuffer().put(text);
    return name.array();
  }
}
