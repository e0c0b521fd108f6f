package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashSet;
import java.util.Set;

/** The access token of a process, which identifies its account. */
public final class AccessToken implements AutoCloseable {

  // winnt.h
  static final int TOKEN_QUERY = 0x0008;
  static final int TOKEN_ADJUST_PRIVILEGES = 0x0020;
  static final int TOKEN_USER = 1;
  private static final int TOKEN_GROUPS = 2;
  private static final int SE_GROUP_ENABLED = 0x4;
  private static final int SE_GROUP_USE_FOR_DENY_ONLY = 0x10;
  // TOKEN_GROUPS: a DWORD, then SID_AND_ATTRIBUTES with a pointer and a DWORD each.
  private static final int FIRST_GROUP = 8;
  private static final int GROUP = 16;
  private static final int ATTRIBUTES_OF_GROUP = 8;
  private static final int FIRST_CAPACITY = 4096;
  private static final int MAX_CAPACITY = 1 << 20;

  private final NativeHandle handle;

  private AccessToken(NativeHandle handle) {
    this.handle = handle;
  }

  /**
   * Opens the token of a process.
   *
   * @throws WinApiException if this account may not
   */
  public static AccessToken of(WinHandle process) {
    return open(NativeHandle.valueOf(process), TOKEN_QUERY);
  }

  /** Opens the token of this process. */
  static AccessToken own(int access) {
    return open(Kernel32.CURRENT_PROCESS, access);
  }

  private static AccessToken open(long process, int access) {
    long[] token = new long[1];
    if (Advapi32.OpenProcessToken(process, access, token) == 0) {
      throw Errors.last("OpenProcessToken");
    }
    return new AccessToken(new NativeHandle(token[0]));
  }

  long number() {
    return NativeHandle.valueOf(handle);
  }

  /** The user. */
  public Sid user() {
    try (Memory user = information(TOKEN_USER)) {
      return sid(user.getPointer(0));
    }
  }

  /** The enabled groups, without those that are only used to deny access. */
  public Set<Sid> groups() {
    try (Memory groups = information(TOKEN_GROUPS)) {
      Set<Sid> inForce = new LinkedHashSet<>();
      for (int i = 0; i < groups.getInt(0); i++) {
        long at = FIRST_GROUP + (long) GROUP * i;
        int attributes = groups.getInt(at + ATTRIBUTES_OF_GROUP);
        if ((attributes & (SE_GROUP_ENABLED | SE_GROUP_USE_FOR_DENY_ONLY)) == SE_GROUP_ENABLED) {
          inForce.add(sid(groups.getPointer(at)));
        }
      }
      return inForce;
    }
  }

  /** Queries one TOKEN_INFORMATION_CLASS. */
  Memory information(int kind) {
    int[] needed = new int[1];
    for (int capacity = FIRST_CAPACITY; capacity <= MAX_CAPACITY; capacity *= 2) {
      Memory buffer = new Memory(capacity);
      if (Advapi32.GetTokenInformation(number(), kind, buffer, capacity, needed) != 0) {
        return buffer;
      }
      WinApiException failure = Errors.last("GetTokenInformation");
      buffer.close();
      if (failure.code() != Kernel32.ERROR_INSUFFICIENT_BUFFER) {
        throw failure;
      }
    }
    throw new LimitExceededException("bytes in a token", MAX_CAPACITY);
  }

  private static Sid sid(Pointer sid) {
    int parts = sid.getByte(1) & 0xFF;
    byte[] bytes = sid.getByteArray(0, 8 + 4 * parts);
    return Sid.read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
  }

  @Override
  public void close() {
    handle.close();
  }
}
