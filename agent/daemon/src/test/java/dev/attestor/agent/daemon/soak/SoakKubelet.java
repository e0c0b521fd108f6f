package dev.attestor.agent.daemon.soak;

import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import dev.attestor.standin.KubeletStandIn;
import dev.attestor.standin.PodsHandler;
import java.io.IOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A kubelet over TLS that comes and goes, with files for whoever asks it. */
final class SoakKubelet implements AutoCloseable {

  private static final int MAX_TRIES = 100;

  private final Path folder;
  private final Map<String, SoakPod> pods = new ConcurrentHashMap<>();
  private volatile String token = "";
  private KubeletStandIn server;

  SoakKubelet(Path folder) throws IOException, GeneralSecurityException, InterruptedException {
    this.folder = folder;
    this.server = listen(0);
    rotateToken();
  }

  /** The configuration by which it is reached. */
  String config() {
    return """
        kubelet_secure_port = %s
        kubelet_ca_path     = "%s"
        kubelet_server_name = "node1"
        token_path          = "%s"
        reload_interval     = "2s"
        """
        .formatted(server.port(), hcl(folder.resolve("ca.crt")), hcl(folder.resolve("token")));
  }

  static String hcl(Path path) {
    return path.toString().replace('\\', '/');
  }

  void add(SoakPod pod) {
    pods.put(pod.uid(), pod);
  }

  void remove(SoakPod pod) {
    pods.remove(pod.uid());
  }

  /** From now on another token counts, which the file has a moment later. */
  void rotateToken() throws IOException, InterruptedException {
    String next = UUID.randomUUID().toString();
    token = next;
    Thread.sleep(200);
    replace("token", next);
  }

  /** Is away for a moment, and comes back with a certificate of another authority. */
  void restart() throws IOException, GeneralSecurityException, InterruptedException {
    int port = server.port();
    server.close();
    Thread.sleep(300);
    server = listen(port);
  }

  private KubeletStandIn listen(int port)
      throws IOException, GeneralSecurityException, InterruptedException {
    CertificateAuthority ca = CertificateAuthority.create("soak");
    Issued identity = ca.issueServer("node1", java.util.List.of("node1"), java.util.List.of());
    replace(
        "ca.crt",
        "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(ca.certificate().getEncoded())));
    for (int tries = 1; ; tries++) {
      try {
        return KubeletStandIn.secure(
            port, identity, ca, exchange -> new PodsHandler(token, list()).handle(exchange));
      } catch (BindException e) {
        if (tries == MAX_TRIES) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private byte[] list() {
    return pods.values().stream()
        .map(SoakPod::json)
        .collect(
            Collectors.joining(
                ",",
                "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[",
                "]}"))
        .getBytes(StandardCharsets.UTF_8);
  }

  private void replace(String name, String text) throws IOException, InterruptedException {
    Path next = Files.writeString(folder.resolve(name + ".next"), text);
    for (int tries = 1; ; tries++) {
      try {
        Files.move(next, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        return;
      } catch (FileSystemException e) {
        // While somebody reads the old one, its name is not free.
        if (tries == MAX_TRIES) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
