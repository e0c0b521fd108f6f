package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that a JVM loads for an attestation by keys. */
class LoadedClassesTest {

  @TempDir private Path folder;

  @Test
  void attestsByKeysWithoutTheKubernetesClient() throws Exception {
    Path log = folder.resolve("classes.log");
    Process attestation =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Attestation.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();

    assertThat(attestation.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(folder.resolve("output"))).contains("OK");
    try (Stream<String> lines = Files.lines(log)) {
      List<String> loaded = lines.toList();
      assertThat(loaded).anyMatch(line -> line.contains(" org.jose4j.jws.JsonWebSignature "));
      assertThat(loaded)
          .noneMatch(line -> line.contains(" io.kubernetes."))
          .noneMatch(line -> line.contains(" okhttp3."))
          .noneMatch(line -> line.contains(" kotlin."))
          .noneMatch(line -> line.contains(" org.yaml."));
    }
  }

  /** The process that is examined. */
  static final class Attestation {

    private Attestation() {}

    public static void main(String[] args) throws Exception {
      String token = TestTokens.sign("ES256", TestKeys.P256.getPrivate(), TestTokens.LEGACY);
      System.err.println(
          Clusters.in(Path.of(args[0]))
              .attest(ByteString.copyFrom(TestTokens.payload("MyCluster", token)))
              .text());
    }
  }
}
