package dev.attestor.bench;

import dev.attestor.spire.sat.SatListener;
import dev.attestor.spire.sat.config.ServerConfigReader;
import dev.attestor.spire.sat.server.AgentAttributes;
import dev.attestor.spire.sat.server.AttestorFactory;
import dev.attestor.spire.sat.server.ServerAttestor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.lang.JoseException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures attestations of agents with the key of their cluster, from the payload to ID and
 * selectors, and compares them with verifying only the signatures of the same tokens.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NodeAttestBenchmark {

  private static final String CLAIMS =
      "{\"aud\":[\"https://kubernetes.default.svc\"],\"exp\":4102444800,\"iat\":1772600000,\"iss\":"
          + "\"https://kubernetes.default.svc\",\"kubernetes.io\":{\"namespace\":\"production\",\"pod\":"
          + "{\"name\":\"spire-agent-x7f2p\",\"uid\":\"6d0c52a5-0a4e-4c3a-9f6c-3a3b8d1f5b10\"},"
          + "\"serviceaccount\":{\"name\":\"spire-agent\",\"uid\":"
          + "\"c6e3a1de-5a0e-4d38-8f0e-4d1a0f3f2a11\"}},\"nbf\":1772600000,\"sub\":"
          + "\"system:serviceaccount:production:spire-agent\"}";

  /** The signature algorithm of the token. */
  @Param({"RS256", "RS512", "PS256", "PS512", "ES256", "ES384", "ES512"})
  public String algorithm;

  /** How many clusters the folder of clusters has; the agent is of one in the middle. */
  @Param({"1", "1000"})
  public int clusters;

  private Prepared prepared;

  /** The state of a run. */
  private record Prepared(ServerAttestor attestor, String payload, String token, KeyPair key) {}

  /** Initializes the fields with placeholder values. */
  public NodeAttestBenchmark() {
    algorithm = "RS256";
    clusters = 1;
    prepared = make(algorithm, clusters);
  }

  /** Creates a key, a token and an attestor. */
  @Setup
  public void prepare() {
    prepared = make(algorithm, clusters);
  }

  private static Prepared make(String algorithm, int clusters) {
    try {
      KeyPair key = key(algorithm);
      JsonWebSignature signature = new JsonWebSignature();
      signature.setAlgorithmHeaderValue(algorithm);
      signature.setPayload(CLAIMS);
      signature.setKey(key.getPrivate());
      String token = signature.getCompactSerialization();
      String payload = "{\"cluster\":\"c%s\",\"token\":\"%s\"}".formatted(clusters / 2, token);
      return new Prepared(attestor(key, clusters), payload, token, key);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair key(String algorithm) throws Exception {
    KeyPairGenerator generator =
        KeyPairGenerator.getInstance(algorithm.startsWith("ES") ? "EC" : "RSA");
    switch (algorithm) {
      case "ES256" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
      case "ES384" -> generator.initialize(new ECGenParameterSpec("secp384r1"));
      case "ES512" -> generator.initialize(new ECGenParameterSpec("secp521r1"));
      default -> generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static ServerAttestor attestor(KeyPair key, int clusters) throws Exception {
    Path folder = Files.createTempDirectory("clusters");
    // Before its files: the last one that is named here is deleted first.
    folder.toFile().deleteOnExit();
    Path keys =
        Files.writeString(
            folder.resolve("keys.pem"),
            "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                .formatted(Base64.getMimeEncoder().encodeToString(key.getPublic().getEncoded())));
    for (int i = 0; i < clusters; i++) {
      Path file =
          Files.writeString(
              folder.resolve("c%s.hcl".formatted(i)),
              "service_account_allow_list = [\"production:spire-agent\"]\n"
                  + "service_account_key_file = \"%s\"\n".formatted(keys));
      file.toFile().deleteOnExit();
    }
    keys.toFile().deleteOnExit();
    String config = "clusters_directory = \"%s\"".formatted(folder);
    return new AttestorFactory(id -> false, Map.of(), Clock.systemUTC(), SatListener.NONE)
        .make("example.org", ServerConfigReader.read(config).config());
  }

  /** Attests one agent, without the transport and the request to the API server. */
  @Benchmark
  public AgentAttributes attest() throws Exception {
    return prepared.attestor().attest(prepared.payload().getBytes(StandardCharsets.UTF_8));
  }

  /** For comparison: only the library's work on the same token. */
  @Benchmark
  public boolean verifyAlone() throws JoseException {
    JsonWebSignature signature = new JsonWebSignature();
    signature.setCompactSerialization(prepared.token());
    signature.setKey(prepared.key().getPublic());
    return signature.verifySignature();
  }
}
