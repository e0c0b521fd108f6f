package dev.attestor.spire.sdk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/**
 * Reads {@code /proc/net/tcp} and {@code /proc/net/tcp6}; see proc_net_tcp in the kernel's
 * documentation. Only a line feed ends a line, and columns are compared byte by byte: Java
 * recognizes more line ends, whitespace and digits than the kernel writes.
 */
final class TcpTable {

  // The kernel pads lines to 149 bytes; IPv6 lines are 48 bytes longer.
  private static final int MAX_LINE = 512;
  private static final int MAX_LINES = 1 << 20;
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;
  // More digits than 2^63 has.
  private static final int MAX_DIGITS = 18;

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  /** The prefix of an IPv4 address in an IPv6 table. */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xFF, (byte) 0xFF};

  private TcpTable() {}

  /**
   * Returns the inode of the socket at {@code end} of the connection between {@code end} and {@code
   * other}.
   *
   * @throws IOException if the table does not have the kernel's format
   */
  static OptionalLong inode(InputStream table, InetSocketAddress end, InetSocketAddress other)
      throws IOException {
    List<String> ends = columns(end);
    List<String> others = columns(other);
    InputStream in = new BufferedInputStream(table, 1 << 16);
    for (int i = 0; i < MAX_LINES; i++) {
      String line = line(in);
      if (line.isEmpty()) {
        return OptionalLong.empty();
      }
      List<String> found = words(line);
      if (found.size() > REMOTE
          && ends.contains(found.get(LOCAL))
          && others.contains(found.get(REMOTE))) {
        return OptionalLong.of(inode(found));
      }
    }
    throw new IOException("a table of connections has more than " + MAX_LINES + " lines");
  }

  /** Returns a line without its line feed; empty at the end of the table. */
  private static String line(InputStream in) throws IOException {
    byte[] line = new byte[MAX_LINE];
    for (int length = 0; length < MAX_LINE; length++) {
      int next = in.read();
      if (next == '\n' && length > 0) {
        return new String(line, 0, length, StandardCharsets.ISO_8859_1);
      }
      if (next < 0 && length == 0) {
        return "";
      }
      if (next < 0 || next == '\n') {
        break;
      }
      line[length] = (byte) next;
    }
    throw new IOException(
        "a table of connections has a line that is empty, without an end or longer than %s bytes"
            .formatted(MAX_LINE));
  }

  private static List<String> words(String line) {
    StringTokenizer words = new StringTokenizer(line, " ");
    return Collections.list(words).stream().map(String.class::cast).toList();
  }

  private static long inode(List<String> columns) throws IOException {
    String inode = columns.size() > INODE ? columns.get(INODE) : "";
    boolean digits = inode.chars().allMatch(c -> c >= '0' && c <= '9');
    if (inode.isEmpty() || inode.length() > MAX_DIGITS || !digits) {
      throw new IOException("a table of connections has a line without the number of a socket");
    }
    return Long.parseLong(inode);
  }

  /**
   * The notations that the kernel may use for an address: words in the byte order of the machine, a
   * colon and the port. An IPv4 address may be embedded in an IPv6 address.
   */
  private static List<String> columns(InetSocketAddress address) {
    byte[] host = address.getAddress().getAddress();
    String port = ":" + HEX.toHexDigits((short) address.getPort());
    if (host.length == MAPPED.length + Integer.BYTES) {
      return List.of(words(host) + port);
    }
    byte[] mapped = Arrays.copyOf(MAPPED, MAPPED.length + Integer.BYTES);
    System.arraycopy(host, 0, mapped, MAPPED.length, host.length);
    return List.of(words(host) + port, words(mapped) + port);
  }

  private static String words(byte[] host) {
    ByteBuffer words = ByteBuffer.wrap(host).order(ByteOrder.nativeOrder());
    StringBuilder text = new StringBuilder();
    while (words.hasRemaining()) {
      text.append(HEX.toHexDigits(words.getInt()));
    }
    return text.toString();
  }
}
