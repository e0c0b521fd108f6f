package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ParentPeerCheckTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final InetSocketAddress LOCAL = new InetSocketAddress(LOOPBACK, 10000);
  private static final InetSocketAddress REMOTE = new InetSocketAddress(LOOPBACK, 40000);
  private static final String HEADER =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout"
          + " inode\n";

  @TempDir Path proc;

  @BeforeEach
  void twoEnds() throws IOException {
    Files.createDirectories(proc.resolve("net"));
    Files.createDirectories(proc.resolve("77/fd"));
    table(
        "tcp",
        line("0100007F:2710", "0100007F:9C40", 555) + line("0100007F:9C40", "0100007F:2710", 666));
  }

  private void table(String name, String lines) throws IOException {
    Files.writeString(proc.resolve("net").resolve(name), HEADER + lines);
  }

  private static String line(String end, String other, int inode) {
    return "   0: %s %s 01 00000000:00000000 00:00000000 00000000     0        0 %s 1 0000000000000000\n"
        .formatted(end, other, inode);
  }

  private void parentOpens(int file, String target) throws IOException {
    Files.createSymbolicLink(proc.resolve("77/fd/" + file), Path.of(target));
  }

  private boolean allows() {
    return new ParentPeerCheck(proc, 77).allows(REMOTE, LOCAL);
  }

  @Test
  void letsTheParentIn() throws IOException {
    parentOpens(0, "/dev/null");
    parentOpens(1, "socket:[666]");
    assertThat(allows()).isTrue();
  }

  @Test
  void findsTheSocketOfAnIpv6Host() throws IOException {
    table("tcp", "");
    table(
        "tcp6",
        line(
            "0000000000000000FFFF00000100007F:9C40", "0000000000000000FFFF00000100007F:2710", 666));
    parentOpens(1, "socket:[666]");
    assertThat(allows()).isTrue();
  }

  @Test
  void refusesASocketOfSomebodyElse() throws IOException {
    parentOpens(1, "socket:[667]");
    assertThat(allows()).isFalse();
  }

  @Test
  void refusesAParentThatOnlyHasOurEnd() throws IOException {
    parentOpens(1, "socket:[555]");
    assertThat(allows()).isFalse();
  }

  @Test
  void refusesAConnectionThatTheKernelDoesNotList() throws IOException {
    table("tcp", "");
    parentOpens(1, "socket:[0]");
    assertThat(allows()).isFalse();
  }

  /** The kernel writes none of these, but Java's own readers would accept each as the parent's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "   0: 0100007f:9c40 0100007f:2710",
        "   0: 0100007F:+9C40 0100007F:2710",
        "   0: 0100007F:09C40 0100007F:2710",
        "   0:\t0100007F:9C40\t0100007F:2710",
        "   0: 00000000:0000 00000000:0000 0A\r   1: 0100007F:9C40 0100007F:2710",
        "   0: 00000000:0000 00000000:0000 0A\u0085   1: 0100007F:9C40 0100007F:2710",
        "   0: 0100007F:\u0669C40 0100007F:2710",
      })
  void takesNothingForTheConnectionThatTheKernelWouldNotWrite(String columns) throws IOException {
    table("tcp", columns + " 01 0:0 00:0 0     0        0 666 1 0\n");
    parentOpens(1, "socket:[666]");
    assertThat(allows()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-666 1 0\n",
        "+666 1 0\n",
        "\u0666 1 0\n",
        "0x29a 1 0\n",
        "9999999999999999999 1 0\n",
        "\n",
        "666 1 0"
      })
  void failsWhereTheNumberOfTheSocketIsNone(String rest) throws IOException {
    table("tcp", "   0: 0100007F:9C40 0100007F:2710 01 0:0 00:0 0     0        0 " + rest);
    parentOpens(1, "socket:[666]");
    assertThatThrownBy(this::allows).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void refusesALineWithoutEnd() throws IOException {
    table("tcp", " ".repeat(1000) + line("0100007F:9C40", "0100007F:2710", 666));
    assertThatThrownBy(this::allows).hasMessageContaining("longer than 512 bytes");
  }

  @Test
  void findsTheConnectionAmongVeryMany() throws IOException {
    String others = line("0200007F:0001", "0100007F:2710", 1).repeat(100_000);
    table("tcp", others + line("0100007F:9C40", "0100007F:2710", 666));
    parentOpens(1, "socket:[666]");
    assertThat(allows()).isTrue();
  }

  @Test
  void failsWhenTheParentCannotBeLookedAt() {
    assertThatThrownBy(() -> new ParentPeerCheck(proc, 78).allows(REMOTE, LOCAL))
        .hasMessageContaining("78");
  }
}
