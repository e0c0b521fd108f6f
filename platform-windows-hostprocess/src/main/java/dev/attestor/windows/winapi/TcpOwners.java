package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.attestor.win32.Win32;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.NullUnmarked;

/** Finds the owning processes of TCP connections on this machine; IPv4 only. */
public final class TcpOwners {

  // tcpmib.h, MIB_TCPTABLE_OWNER_PID: a DWORD, then rows of 24 bytes
  private static final int FIRST_ROW = 4;
  private static final int ROW = 24;
  private static final int LOCAL_ADDRESS = 4;
  private static final int LOCAL_PORT = 8;
  private static final int REMOTE_ADDRESS = 12;
  private static final int REMOTE_PORT = 16;
  private static final int OWNER = 20;
  // iprtrmib.h and winsock2.h
  private static final int TCP_TABLE_OWNER_PID_ALL = 5;
  private static final int AF_INET = 2;
  // winerror.h
  private static final int ERROR_INSUFFICIENT_BUFFER = 122;
  private static final int MAX_BYTES = 64 << 20;

  private TcpOwners() {}

  /**
   * The process that owns the connection's end at {@code end}; empty if none does.
   *
   * @throws WinApiException if the table cannot be read
   */
  public static OptionalLong owner(InetSocketAddress end, InetSocketAddress other) {
    try (Memory table = table()) {
      int rows = table.getInt(0);
      for (long at = FIRST_ROW; rows > 0; rows--, at += ROW) {
        if (is(table, at + LOCAL_ADDRESS, at + LOCAL_PORT, end)
            && is(table, at + REMOTE_ADDRESS, at + REMOTE_PORT, other)) {
          return OptionalLong.of(table.getInt(at + OWNER) & 0xFFFFFFFFL);
        }
      }
      return OptionalLong.empty();
    }
  }

  private static boolean is(Memory table, long address, long port, InetSocketAddress wanted) {
    InetAddress ip = wanted.getAddress();
    // Both in network byte order; the port is in the first two of four bytes.
    int found = ((table.getByte(port) & 0xFF) << 8) | (table.getByte(port + 1) & 0xFF);
    return found == wanted.getPort()
        && ip != null
        && Arrays.equals(table.getByteArray(address, 4), ip.getAddress());
  }

  private static Memory table() {
    int[] size = {64 * 1024};
    while (true) {
      Memory table = new Memory(size[0]);
      int error = Iphlpapi.GetExtendedTcpTable(table, size, 0, AF_INET, TCP_TABLE_OWNER_PID_ALL, 0);
      if (error == 0) {
        return table;
      }
      table.close();
      if (error != ERROR_INSUFFICIENT_BUFFER || size[0] > MAX_BYTES) {
        throw new WinApiException(
            "GetExtendedTcpTable", Source.WIN32, error, Win32.errorText(error));
      }
      // More connections may be created before the next call.
      size[0] += 16 * 1024;
    }
  }

  /** iphlpapi.h. */
  @NullUnmarked
  private static final class Iphlpapi {
    static {
      Native.register(Iphlpapi.class, "iphlpapi");
    }

    private Iphlpapi() {}

    static native int GetExtendedTcpTable(
        Pointer table, int[] size, int sorted, int family, int tableClass, int reserved);
  }
}
