package dev.attestor.spire.sat.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.TestTokens;
import dev.attestor.spire.sat.TokenValidator;
import dev.attestor.spire.sat.config.ClusterConfig;
import dev.attestor.spire.sat.config.ServerConfig;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sdk.BadConfigurationException;
import dev.attestor.spire.sdk.Configured;
import dev.attestor.spire.sdk.proto.servernodeattestor.AttestRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterFolderTest {

  private static final String TEXT = "service_account_allow_list = [\"production:spire-agent\"]\n";

  @TempDir private Path folder;
  @TempDir private Path keys;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> made = new ArrayList<>();
  private ClusterFolder clusters;

  @BeforeEach
  void open() throws IOException {
    Files.writeString(keys.resolve("a.pem"), TestKeys.pem(TestKeys.P256));
    Files.writeString(keys.resolve("b.pem"), TestKeys.pem(TestKeys.OTHER_P256));
    clusters = new ClusterFolder(folder, this::make, nanos::get, ClusterFolder.MAX_CLUSTERS);
  }

  private ClusterAttestor make(ClusterConfig config) {
    made.add(config.name());
    TokenValidator nobody =
        token -> {
          throw new IllegalStateException();
        };
    return new ClusterAttestor(
        config.name(),
        nobody,
        config.allowed(),
        config.binding(),
        config.agentId(),
        Optional.empty());
  }

  @Test
  void takesClustersInAndDropsThem() throws Exception {
    assertThat(clusters.find("a")).isEmpty();
    Path file = write("a.hcl", "a.pem");
    assertThat(clusters.find("a")).isPresent();
    assertThat(clusters.find("a")).isPresent();
    assertThat(made).containsExactly("a");

    Files.delete(file);
    pass(ClusterFolder.TRUST);
    assertThat(clusters.find("a")).isEmpty();
  }

  @Test
  void readsAFileAgainThatHasChanged() throws Exception {
    write("a.hcl", "a.pem");
    assertThat(clusters.find("a").orElseThrow().allowed())
        .containsExactly("production:spire-agent");
    Files.writeString(
        folder.resolve("a.hcl"),
        TEXT.replace("production", "staging") + keyFile("a.pem") + "# of another size");
    pass(ClusterFolder.TRUST);

    assertThat(clusters.find("a").orElseThrow().allowed()).containsExactly("staging:spire-agent");
  }

  @Test
  void readsAKnownClusterAgainAtTheLimit() throws Exception {
    ClusterFolder small = new ClusterFolder(folder, this::make, nanos::get, 2);
    for (String name : List.of("a", "b", "c")) {
      write(name + ".hcl", "a.pem");
    }
    assertThat(small.find("a")).isPresent();
    assertThat(small.find("b")).isPresent();
    write("b.hcl", "other-name.pem");
    pass(ClusterFolder.TRUST);

    assertThat(small.find("b")).isPresent();
    assertThat(made).containsExactly("a", "b", "b");
    for (int i = 0; i < 3; i++) {
      assertThatExceptionOfType(NodeAttestationException.class).isThrownBy(() -> small.find("c"));
      pass(ClusterFolder.RETRY);
    }
    assertThat(small.find("b")).isPresent();
  }

  @Test
  void keepsAClusterWhoseFileCannotBeLookedAt() throws Exception {
    Path file = write("a.hcl", "a.pem");
    assertThat(clusters.find("a")).isPresent();
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());
    pass(ClusterFolder.TRUST);
    assertThat(clusters.find("a")).isPresent();
    pass(Duration.ofHours(1));
    assertThat(clusters.find("a")).isPresent();
    assertThat(made).containsExactly("a");

    Files.delete(file);
    pass(ClusterFolder.TRUST);
    assertThat(clusters.find("a")).isEmpty();
  }

  @Test
  void readsJsonToo() throws Exception {
    Files.writeString(
        folder.resolve("j.json"),
        "{\"service_account_allow_list\": [\"x:y\"], \"service_account_key_file\": \"/k\"}");

    assertThat(clusters.find("j").orElseThrow().allowed()).containsExactly("x:y");
  }

  @Test
  void refusesTheClusterOfABadFileAlone() throws Exception {
    write("good.hcl", "a.pem");
    Files.writeString(folder.resolve("bad.hcl"), "service_account_allow_list = [");
    write("twice.hcl", "a.pem");
    write("twice.json", "a.pem");
    Files.createDirectory(folder.resolve("folder.hcl"));
    Files.writeString(folder.resolve("huge.hcl"), "#".repeat(1 << 20));

    for (String bad : List.of("bad", "twice", "folder", "huge")) {
      assertThatExceptionOfType(NodeAttestationException.class)
          .isThrownBy(() -> clusters.find(bad))
          .withMessage(
              "the configuration of the cluster \"%s\" cannot be used; the log of the SPIRE server"
                  + " says why",
              bad);
    }
    assertThat(clusters.find("good")).isPresent();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"", ".", "..", "../secret/a", "a/b", "a\\b", "a\0", "A", "a.hcl", "ä"})
  void findsNoFileOutsideOrOfAnotherName(String name) throws Exception {
    write("a.hcl", "a.pem");

    assertThat(clusters.find(name)).isEmpty();
    assertThat(clusters.find("a".repeat(100_000))).isEmpty();
    assertThat(made).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {".hidden", "..data", ".a"})
  void findsNoFileThatBeginsWithADot(String name) throws Exception {
    write(name + ".hcl", "a.pem");
    write(name + ".json", "a.pem");

    assertThat(clusters.find(name)).isEmpty();
    assertThat(made).isEmpty();
  }

  @Test
  void triesABadFileAgainAfterAWhile() throws Exception {
    Clock clock = Clock.fixed(TestTokens.NOW, ZoneOffset.UTC);
    Validators validators = new Validators(Map.of(), clock, SatListener.NONE);
    ClusterFolder real =
        new ClusterFolder(
            folder,
            config -> {
              TokenValidator unused = validators.of(config);
              return make(config);
            },
            nanos::get,
            ClusterFolder.MAX_CLUSTERS);
    write("late.hcl", "late.pem");
    assertThatExceptionOfType(NodeAttestationException.class).isThrownBy(() -> real.find("late"));
    Files.writeString(keys.resolve("late.pem"), TestKeys.pem(TestKeys.P256));
    assertThatExceptionOfType(NodeAttestationException.class).isThrownBy(() -> real.find("late"));
    pass(ClusterFolder.RETRY);

    assertThat(real.find("late")).isPresent();
  }

  @Test
  void attestsAgentsOfTheFolderByTheKeysOfTheirOwnCluster() throws Exception {
    write("a.hcl", "a.pem");
    write("b.hcl", "b.pem");
    Configured<ServerAttestor> attestor = new Configured<>();
    attestor.set(
        new AttestorFactory(
                id -> false,
                Map.of(),
                Clock.fixed(TestTokens.NOW, ZoneOffset.UTC),
                SatListener.NONE)
            .make("example.org", config()));

    assertThat(attest(attestor, "a")).isEqualTo("OK");
    assertThat(attest(attestor, "b"))
        .isEqualTo(
            "INVALID_ARGUMENT: unable to verify token: it is not signed by any key of its cluster");
    assertThat(attest(attestor, "c"))
        .isEqualTo("INVALID_ARGUMENT: not configured for cluster \"c\"");
  }

  @Test
  void looksOverAllFilesWithoutTheFilesThatTheyName() throws Exception {
    write("good.hcl", "none.pem");
    write("named.hcl", "a.pem");
    Files.writeString(folder.resolve("bad.json"), "{\"issuer\": 7}");
    Files.writeString(folder.resolve("b b.hcl"), TEXT + keyFile("a.pem"));
    Files.writeString(folder.resolve("README"), "hello");
    Files.writeString(folder.resolve(".hidden.hcl"), "{");
    ServerConfig config =
        ServerConfigReader.read(
                "clusters { named { service_account_key_file = \"/k\"\n"
                    + TEXT
                    + "} }\nclusters_directory = \"%s\"".formatted(folder))
            .config();

    List<String> notes = ClusterFiles.notes(config);
    assertThat(notes).hasSize(3);
    assertThat(notes.get(0))
        .startsWith("\"%s\" is not used: ".formatted(folder.resolve("b b.hcl")))
        .contains("the cluster name \"b b\" is not a valid segment of a SPIFFE ID");
    assertThat(notes.get(1))
        .startsWith("\"%s\" is not used: ".formatted(folder.resolve("bad.json")))
        .contains("service_account_allow_list");
    assertThat(notes.get(2))
        .isEqualTo(
            "\"%s\" is not used: clusters has a cluster of that name, which counts"
                .formatted(folder.resolve("named.hcl")));
  }

  @Test
  void wantsAFolder() throws Exception {
    Files.delete(folder);

    assertThatExceptionOfType(BadConfigurationException.class)
        .isThrownBy(() -> ClusterFiles.notes(config()))
        .withMessage(
            "the clusters_directory \"%s\" cannot be read: it is not a folder".formatted(folder));
    Files.createDirectory(folder);
  }

  private ServerConfig config() throws Exception {
    return ServerConfigReader.read("clusters_directory = \"%s\"".formatted(folder)).config();
  }

  private static String attest(Configured<ServerAttestor> attestor, String cluster) {
    String token = TestTokens.sign("ES256", TestKeys.P256.getPrivate(), TestTokens.LEGACY);
    ByteString payload = ByteString.copyFrom(TestTokens.payload(cluster, token));
    return Clusters.attest(AttestRequest.newBuilder().setPayload(payload).build(), attestor).text();
  }

  private Path write(String file, String keyFile) throws IOException {
    String text = TEXT + keyFile(keyFile);
    return Files.writeString(
        folder.resolve(file),
        file.endsWith(".json")
            ? "{\"service_account_allow_list\": [\"x:y\"], \"service_account_key_file\": \"/k\"}"
            : text);
  }

  private String keyFile(String name) {
    return "service_account_key_file = \"%s\"\n".formatted(keys.resolve(name));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
