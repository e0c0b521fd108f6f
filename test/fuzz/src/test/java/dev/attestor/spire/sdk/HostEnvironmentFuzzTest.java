package dev.attestor.spire.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import dev.attestor.fuzz.Seeds;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** For any environment, a plugin starts or says why not. */
class HostEnvironmentFuzzTest {

  static Stream<byte[]> environments() {
    return Seeds.texts(
        "WorkloadAttestor=WorkloadAttestor\nPLUGIN_PROTOCOL_VERSIONS=1,2\nPLUGIN_MIN_PORT=10000\n"
            + "PLUGIN_MAX_PORT=25000\nPLUGIN_UNIX_SOCKET_DIR=/tmp\nPLUGIN_UNIX_SOCKET_GROUP=spire",
        "WorkloadAttestor=WorkloadAttestor\nPLUGIN_CLIENT_CERT=x",
        "WorkloadAttestor=WorkloadAttestor\nPLUGIN_MULTIPLEX_GRPC=\nPLUGIN_MAX_PORT=99999",
        "A=b");
  }

  @MethodSource("environments")
  @FuzzTest
  void startsAPluginOrSaysWhyNot(byte[] data) {
    Growth.check(data, HostEnvironmentFuzzTest::parse);
    try {
      HostEnvironment environment = parse(data);
      assertThat(environment.ports().min()).isBetween(0, environment.ports().max());
      assertThat(environment.ports().max()).isBetween(0, 65_535);
    } catch (StartRefusedException e) {
      // The first line feed is our own; a hint follows.
      Refusals.checkMessage(String.valueOf(e.getMessage()).replaceFirst("\n", " "));
    }
  }

  private static HostEnvironment parse(byte[] data) throws StartRefusedException {
    Map<String, String> environment = new HashMap<>();
    for (String line : new String(data, StandardCharsets.UTF_8).split("\n", -1)) {
      int equals = line.indexOf('=');
      // The kernel ends a variable at a NUL.
      if (equals > 0 && line.indexOf('\0') < 0) {
        environment.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return HostEnvironment.parse(PluginType.WORKLOAD_ATTESTOR, environment);
  }
}
