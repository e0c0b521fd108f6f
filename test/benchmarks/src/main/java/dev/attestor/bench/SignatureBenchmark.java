package dev.attestor.bench;

import dev.attestor.core.attest.Attestation;
import dev.attestor.core.attest.AttestationPolicy;
import dev.attestor.core.attest.WorkloadAttestor;
import dev.attestor.core.config.PodCgroups;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.config.SigstoreConfig.Generation;
import dev.attestor.core.config.SigstoreConfig.Network;
import dev.attestor.core.config.SigstoreConfig.Registries;
import dev.attestor.core.config.SigstoreConfig.Trust;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.locate.Location;
import dev.attestor.core.locate.PodUid;
import dev.attestor.core.pod.Container;
import dev.attestor.core.pod.ContainerKind;
import dev.attestor.core.pod.Pod;
import dev.attestor.core.pod.PodIndex;
import dev.attestor.core.spi.ContainerLocator;
import dev.attestor.core.spi.ImageVerifier;
import dev.attestor.core.spi.Ports;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.sigstore.Sigstore;
import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.Claim;
import dev.attestor.sigstore.check.ClaimVerifier;
import dev.attestor.sigstore.check.Verified;
import dev.attestor.sigstore.find.Candidate;
import dev.attestor.sigstore.find.Finder;
import dev.attestor.sigstore.find.Findings;
import dev.attestor.sigstore.find.SignaturePlace;
import dev.attestor.sigstore.registry.ImageReference;
import dev.attestor.sigstore.registry.RegistryClient;
import dev.attestor.sigstore.trust.ConfiguredTrust;
import dev.attestor.sigstore.trust.TrustRoots;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.testkit.DockerRegistry;
import dev.attestor.testkit.SignedCases;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the cost of image signatures: verifying one, and a warm attestation with and without
 * signatures. Needs docker-registry.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SignatureBenchmark {

  private static final PodUid POD = new PodUid("d49133d7-ad24-408b-8e5d-0c8fdf95a6a5");
  private static final ContainerId CONTAINER = new ContainerId("8ff6".repeat(16));
  private static final int PID = (int) ProcessHandle.current().pid();

  private record Parts(
      DockerRegistry registry,
      ImageReference image,
      Claim claim,
      ClaimVerifier verifier,
      TrustRoots roots,
      ImageVerifier images,
      WorkloadAttestor with,
      WorkloadAttestor without) {}

  private Optional<Parts> parts = Optional.empty();

  /** Serves the recorded images, reads one signature, and verifies its image once. */
  @Setup
  public void start() throws IOException, InterruptedException, CheckException {
    Path folder = SignedCases.storage(Files.createTempDirectory("signatures"));
    DockerRegistry registry = DockerRegistry.start(folder);
    SigstoreConfig config = config(folder);
    String name =
        "%s/cases/good@%s".formatted(registry.address(), SignedCases.named("good").digest());
    ImageReference image = ImageReference.parse(name).orElseThrow();
    WebClient web = new WebClient(Optional.empty());
    Deadline deadline = Deadline.after(Duration.ofMinutes(1));
    Found found = new Found();
    new Finder(new RegistryClient(web, config.registries()).open(image, deadline), image.digest())
        .find(false, found);
    Claim claim = found.candidates.get(0).read().claim();
    TrustRoots roots =
        new ConfiguredTrust(
                config, unused -> new TrustRoots(List.of(), List.of(), List.of(), List.of()))
            .current(deadline);
    ImageVerifier images = Sigstore.verifier(config);
    List<String> verified = images.verify(name, CONTAINER).join();
    if (verified.isEmpty()) {
      throw new IllegalStateException("the image was not verified");
    }
    parts =
        Optional.of(
            new Parts(
                registry,
                image,
                claim,
                new ClaimVerifier(config, web, Clock.systemUTC()),
                roots,
                images,
                attestor(name, Optional.of(images)),
                attestor(name, Optional.empty())));
  }

  private static SigstoreConfig config(Path folder) {
    return new SigstoreConfig(
        Generation.SPIRE_1_11,
        Map.of("https://accounts.example.com", List.of("alice@example.com")),
        Set.of(),
        URI.create("http://127.0.0.1:1"),
        true,
        true,
        false,
        false,
        new Registries(
            Map.of(), Optional.empty(), false, Optional.empty(), Map.of(), Optional.empty()),
        Network.DIRECT,
        new Trust(
            Optional.empty(),
            Optional.of(SignedCases.trust(folder, "fulcio.pem")),
            Optional.of(SignedCases.trust(folder, "rekor.pub.pem")),
            Optional.of(SignedCases.trust(folder, "ctfe.pub.pem")),
            folder),
        Optional.empty(),
        Duration.ofHours(24),
        Duration.ofSeconds(20));
  }

  private static WorkloadAttestor attestor(String image, Optional<ImageVerifier> images) {
    PodIndex list =
        new PodIndex(
            System.nanoTime(),
            List.of(
                new Pod(
                    POD,
                    "production",
                    "blog",
                    "web",
                    "node-1",
                    "Running",
                    Map.of("app", "blog"),
                    List.of(),
                    List.of(),
                    List.of(
                        new Container(
                            ContainerKind.REGULAR, "blog", "blog:1", image, CONTAINER, true)))));
    LinuxContainerLocator real = LinuxContainerLocator.ofHost(PodCgroups.USUAL);
    ContainerLocator locator = new OneLocation(real, new Location.InPod(POD, CONTAINER));
    return new WorkloadAttestor(
        new Ports(locator, Optional.empty(), Optional.empty(), images),
        new OneList(list),
        new AttestationPolicy(false, false, Duration.ofMillis(500), Duration.ofSeconds(30)));
  }

  /** Stops the registry. */
  @TearDown
  public void stop() {
    parts.orElseThrow().images().close();
    parts.orElseThrow().registry().close();
  }

  /** Runs all checks of one signature whose log entry is at hand. */
  @Benchmark
  public Verified signature() throws CheckException {
    Parts all = parts.orElseThrow();
    return all.verifier()
        .verify(
            all.claim(), all.image().digest(), all.roots(), Deadline.after(Duration.ofMinutes(1)));
  }

  /** A warm attestation of a container whose image is already verified. */
  @Benchmark
  public Attestation attestationWithSignatures() {
    return parts.orElseThrow().with().attest(PID).join();
  }

  /** The same without signatures. */
  @Benchmark
  public Attestation attestationWithout() {
    return parts.orElseThrow().without().attest(PID).join();
  }

  /** Collects the candidates. */
  private static final class Found implements Findings {
    private final List<Candidate> candidates = new ArrayList<>();

    @Override
    public void candidate(Candidate candidate) {
      candidates.add(candidate);
    }

    @Override
    public void place(SignaturePlace place) {
      // Places are not needed here.
    }
  }
}
