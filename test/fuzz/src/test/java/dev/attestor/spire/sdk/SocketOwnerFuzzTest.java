package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever else the kernel's tables hold, the parent is let in and nobody else. */
class SocketOwnerFuzzTest {

  private static final long PARENT = 77;
  private static final long ITS_SOCKET = 666;
  private static final long ANOTHER = 667;
  private static final Path PROC = proc();

  static Stream<byte[]> tables() {
    return Connections.tables();
  }

  /** What stands before the first NUL is in the table of IPv4, the rest in that of IPv6. */
  @MethodSource("tables")
  @FuzzTest
  void isTheParentOrRefused(byte[] data) {
    Growth.check(data, bytes -> allows(bytes, new byte[0]));
    int end = end(data);
    byte[] tcp = Arrays.copyOf(data, end);
    byte[] tcp6 = Arrays.copyOfRange(data, end, data.length);
    assertThat(allows(Connections.joined(Connections.line(ANOTHER), tcp), tcp6)).isFalse();
    assertThat(allows(Connections.joined(Connections.line(ITS_SOCKET), tcp), tcp6)).isTrue();
    try {
      boolean allowed = allows(tcp, tcp6);
      long socket =
          Connections.reference(tcp).orElseGet(() -> Connections.reference(tcp6).orElse(-1));
      assertThat(allowed).isEqualTo(socket == ITS_SOCKET);
    } catch (UncheckedIOException e) {
      Refusals.check(e);
    }
  }

  private static int end(byte[] data) {
    int end = 0;
    while (end < data.length && data[end] != 0) {
      end++;
    }
    return end;
  }

  private static boolean allows(byte[] tcp, byte[] tcp6) {
    try {
      Files.write(PROC.resolve("net/tcp"), tcp);
      Files.write(PROC.resolve("net/tcp6"), tcp6);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new ParentPeerCheck(PROC, PARENT).allows(Connections.REMOTE, Connections.LOCAL);
  }

  private static Path proc() {
    try {
      Path proc = Files.createTempDirectory("fuzzed-proc");
      proc.toFile().deleteOnExit();
      Files.createDirectories(proc.resolve("net"));
      Path files = Files.createDirectories(proc.resolve(PARENT + "/fd"));
      Files.createSymbolicLink(files.resolve("3"), Path.of("socket:[" + ITS_SOCKET + "]"));
      return proc;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
