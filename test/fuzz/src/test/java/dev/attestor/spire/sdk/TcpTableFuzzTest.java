package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket comes from the first line about its connection, and other lines change nothing. */
class TcpTableFuzzTest {

  static Stream<byte[]> tables() {
    return Connections.tables();
  }

  @MethodSource("tables")
  @FuzzTest
  void findsTheFirstLineOfTheConnection(byte[] table) throws IOException {
    Growth.check(table, TcpTableFuzzTest::inode);
    OptionalLong inode;
    try {
      inode = inode(table);
    } catch (IOException e) {
      Refusals.check(e);
      return;
    }
    assertThat(inode).isEqualTo(Connections.reference(table));
    byte[] before = Connections.joined(table, Connections.line(4711));
    assertThat(inode(before)).hasValue(inode.orElse(4711));
    byte[] after = Connections.joined(Connections.line(4711), table);
    assertThat(inode(after)).hasValue(4711);
  }

  private static OptionalLong inode(byte[] table) throws IOException {
    return TcpTable.inode(new ByteArrayInputStream(table), Connections.REMOTE, Connections.LOCAL);
  }
}
