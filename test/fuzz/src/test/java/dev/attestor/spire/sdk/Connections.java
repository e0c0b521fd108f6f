package dev.attestor.spire.sdk;

import dev.attestor.fuzz.Seeds;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tables of connections as the kernel writes them, and one connection that is looked for. */
final class Connections {

  static final InetSocketAddress REMOTE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 40000);
  static final InetSocketAddress LOCAL =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 10000);

  private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
  private static final String HOST = LITTLE ? "0100007F" : "7F000001";
  private static final String MAPPED =
      "0000000000000000" + (LITTLE ? "FFFF0000" : "0000FFFF") + HOST;
  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";

  /** The connection's line, byte by byte, up to the number of the socket. */
  private static final Pattern LINE =
      Pattern.compile(
          "(?<=\\A|\\n) *+[^ \\n]++ ++(?:%1$s|%2$s):9C40 ++(?:%1$s|%2$s):2710(?: ++[^ \\n]++){6} ++([0-9]++)(?= |\\n)"
              .formatted(HOST, MAPPED));

  private Connections() {}

  static Stream<byte[]> tables() {
    String line = new String(line(555), StandardCharsets.ISO_8859_1);
    return Seeds.texts(
        HEADER + line.replace(":9C40", ":9C41") + line,
        HEADER + line.replace(HOST, MAPPED),
        HEADER + line.replace(" 555 ", " x "),
        HEADER + line.replace("0100007F:9C40", "00000000:0000 0A\r 1: 0100007F:9C40"),
        HEADER.strip());
  }

  /** The line of the connection's remote end, with the number of its socket. */
  static byte[] line(long inode) {
    return "   7: %s:9C40 %s:2710 01 00000000:00000000 00:00000000 00000000     0        0 %s 1 0000000000000000\n"
        .formatted(HOST, HOST, inode)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The number in the first line of the connection; empty if none has one. */
  static OptionalLong reference(byte[] table) {
    Matcher line = LINE.matcher(new String(table, StandardCharsets.ISO_8859_1));
    return line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
