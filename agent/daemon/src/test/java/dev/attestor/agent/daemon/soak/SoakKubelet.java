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

/** A kubelet over TLS that restarts and changes its credentials, with the files for its clients. */
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

  /** The configuration for this kubelet. */
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

  /** Requires another token; the file contains it a moment later. */
  void rotateToken() throws IOException, InterruptedException {
    String next = UUID.randomUUID().toString();
    token = next;
    Thread.sleep(200);
    replace("token", next);
  }

  /** Stops for a moment, and restarts with a certificate of another CA. */
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
        // The name of the old file is not free while somebody reads it.
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
