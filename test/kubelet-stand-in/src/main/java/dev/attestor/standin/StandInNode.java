package dev.attestor.standin;

import dev.attestor.standin.CertificateAuthority.Issued;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/**
 * A kubelet stand-in that lists one pod over TLS to clients with its token, and the files that
 * clients need.
 */
public final class StandInNode implements AutoCloseable {

  private final StandInPod pod;
  private final Path folder;
  private final KubeletStandIn kubelet;

  private StandInNode(StandInPod pod, Path folder, KubeletStandIn kubelet) {
    this.pod = pod;
    this.folder = folder;
    this.kubelet = kubelet;
  }

  /** Starts the stand-in, with files in a temporary folder that only this account may enter. */
  public static StandInNode start() throws IOException, GeneralSecurityException {
    StandInPod pod = StandInPod.random();
    Path folder = Files.createTempDirectory("attestor-demo-");
    CertificateAuthority ca = CertificateAuthority.create("attestor demo");
    Issued identity = ca.issueServer("demo-node", List.of("demo-node"), List.of());
    String token = UUID.randomUUID().toString();
    StringWriter pem = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
      writer.writeObject(ca.certificate());
    }
    Files.writeString(folder.resolve("ca.crt"), pem.toString());
    Files.writeString(folder.resolve("token"), token);
    byte[] pods = pod.toJson().getBytes(StandardCharsets.UTF_8);
    return new StandInNode(
        pod, folder, KubeletStandIn.secure(identity, ca, new PodsHandler(token, pods)));
  }

  /** The kubelet's port on 127.0.0.1. */
  public int port() {
    return kubelet.port();
  }

  /** The UID of the pod. */
  public String podUid() {
    return pod.uid();
  }

  /** The ID of the pod's only container. */
  public String containerId() {
    return pod.containerId();
  }

  /** The name of that container. */
  public String containerName() {
    return StandInPod.CONTAINER;
  }

  /**
   * Writes a configuration for this stand-in.
   *
   * @param cgroupRoot the cgroup that contains the pod's cgroup
   */
  public Path writeConfig(String cgroupRoot) throws IOException {
    return Files.writeString(
        folder.resolve("demo.hcl"),
        """
        kubelet_pods_api = "off"
        kubelet_secure_port = %s
        kubelet_ca_path = "%s"
        kubelet_server_name = "demo-node"
        token_path = "%s"
        kubelet_cgroup_root = "%s"
        """
            .formatted(kubelet.port(), path("ca.crt"), path("token"), cgroupRoot));
  }

  private String path(String file) {
    // Forward slashes need no escape, and Windows accepts them too.
    return folder.resolve(file).toString().replace('\\', '/');
  }

  @Override
  public void close() throws IOException {
    kubelet.close();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
