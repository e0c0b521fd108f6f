package dev.attestor.spire.plugin;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/**
 * Lines of {@code /proc/net/tcp} and {@code /proc/net/tcp6}; see proc_net_tcp in the kernel's
 * documentation.
 */
final class TcpTable {

  private TcpTable() {}

  /** The socket at {@code end} of the connection between {@code end} and {@code other}. */
  static OptionalLong inode(List<String> lines, InetSocketAddress end, InetSocketAddress other) {
    for (String line : lines) {
      String[] columns = line.trim().split(" +", -1);
      if (columns.length > 9 && is(columns[1], end) && is(columns[2], other)) {
        return OptionalLong.of(Long.parseLong(columns[9]));
      }
    }
    return OptionalLong.empty();
  }

  /** The column is the address, in words of the machine's byte order, a colon and the port. */
  private static boolean is(String column, InetSocketAddress address) {
    int colon = column.indexOf(':');
    if (colon != 8 && colon != 32) {
      return false;
    }
    int port = Integer.parseInt(column, colon + 1, column.length(), 16);
    return port == address.getPort()
        && host(column.substring(0, colon)).equals(address.getAddress());
  }

  private static InetAddress host(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    ByteBuffer address = ByteBuffer.allocate(bytes.length);
    ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    while (words.hasRemaining()) {
      address.putInt(words.getInt());
    }
    try {
      // An IPv4 address in an IPv6 one comes out as the former.
      return InetAddress.getByAddress(address.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of %s bytes".formatted(bytes.length), e);
    }
  }
}
