package dev.attestor.demo;

import dev.attestor.demo.CertificateAuthority.Issued;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/** Attests a process with no cluster at hand: everything but the kubelet is real. */
public final class Demo {

  /** The ordinary way from a configuration file and a process to an answer. */
  @FunctionalInterface
  public interface Attest {
    /** Returns an exit code. */
    int attest(Path config, int pid);
  }

  private final Consumer<String> tell;
  private final Attest attest;

  /**
   * Makes a demo.
   *
   * @param tell gets a line for each step
   * @param attest does the attestation
   */
  public Demo(Consumer<String> tell, Attest attest) {
    this.tell = tell;
    this.attest = attest;
  }

  /**
   * Runs it, and leaves nothing behind.
   *
   * @return what the attestation returned
   * @throws DemoException if this host or account does not allow it
   */
  public int run() throws IOException, GeneralSecurityException, DemoException {
    DemoPod pod = DemoPod.random();
    Path folder = Files.createTempDirectory("attestor-demo-", ownerOnly());
    try (CgroupContainer container = CgroupContainer.start(pod)) {
      Thread interrupted = new Thread(container::close, "attestor-demo-cleanup");
      Runtime.getRuntime().addShutdownHook(interrupted);
      tell.accept("process %s runs in the cgroup %s".formatted(container.pid(), container.path()));
      int status = attest(container, pod, folder);
      Runtime.getRuntime().removeShutdownHook(interrupted);
      return status;
    } finally {
      delete(folder);
    }
  }

  private int attest(CgroupContainer container, DemoPod pod, Path folder)
      throws IOException, GeneralSecurityException {
    CertificateAuthority ca = CertificateAuthority.create("attestor demo");
    Issued identity = ca.issueServer("demo-node", List.of("demo-node"), List.of());
    String token = UUID.randomUUID().toString();
    byte[] pods = pod.toJson().getBytes(StandardCharsets.UTF_8);
    try (KubeletStandIn kubelet =
        KubeletStandIn.secure(identity, ca, new PodsHandler(token, pods))) {
      tell.accept(
          "a kubelet stand-in lists its pod at https://127.0.0.1:%s/pods (TLS, bearer token)"
              .formatted(kubelet.port()));
      Path config = writeConfig(folder, ca, token, kubelet.port(), container.root());
      tell.accept("the configuration is");
      Files.readAllLines(config).forEach(line -> tell.accept("    " + line));
      tell.accept("attestor attest --config demo.hcl --pid " + container.pid());
      return attest.attest(config, container.pid());
    }
  }

  private static Path writeConfig(
      Path folder, CertificateAuthority ca, String token, int port, String cgroupRoot)
      throws IOException {
    StringWriter pem = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
      writer.writeObject(ca.certificate());
    }
    Files.writeString(folder.resolve("ca.crt"), pem.toString());
    Files.writeString(folder.resolve("token"), token);
    return Files.writeString(
        folder.resolve("demo.hcl"),
        """
        kubelet_secure_port = %s
        kubelet_ca_path = "%s"
        kubelet_server_name = "demo-node"
        token_path = "%s"
        kubelet_cgroup_root = "%s"
        """
            .formatted(port, folder.resolve("ca.crt"), folder.resolve("token"), cgroupRoot));
  }

  private static java.nio.file.attribute.FileAttribute<?>[] ownerOnly() {
    boolean posix = Path.of(".").getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new java.nio.file.attribute.FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new java.nio.file.attribute.FileAttribute<?>[0];
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
