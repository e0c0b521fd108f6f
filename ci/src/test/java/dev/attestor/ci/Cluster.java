package dev.attestor.ci;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The one-node cluster of {@code ci/cluster}; see its README. */
final class Cluster {

  static final int SECURE_PORT = 10250;
  static final int READ_ONLY_PORT = 10255;
  static final String RUNTIME = "/run/attestor-cluster/containerd.sock";

  private Cluster() {}

  static Path dir() {
    return Path.of(System.getProperty("attestor.cluster.dir"));
  }

  static Path pki(String file) {
    return dir().resolve("pki").resolve(file);
  }

  /** Runs a script of {@code ci/cluster}, which must succeed. */
  static String script(String name, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    // The scripts find the cluster by this variable.
    command.add("env");
    command.add("ATTESTOR_CLUSTER_DIR=" + dir());
    command.add(scripts().resolve(name).toString());
    command.addAll(List.of(arguments));
    Program program = Program.run(command);
    assertThat(program.status()).as("%s: %s", command, program.err()).isZero();
    return program.out();
  }

  static Path scripts() {
    return Path.of(System.getProperty("attestor.cluster.scripts"));
  }

  /** Creates a pod of every kind, and waits until the kubelet lists them all. */
  static void applyManifests() throws IOException, InterruptedException {
    script("apply", scripts().resolve("manifests").toString());
    script("wait", "@" + scripts().resolve("manifests/expected-states"));
  }

  /** The ID of the image of a pod's container, as the kubelet reports it. */
  static String imageId(String pod) throws IOException, InterruptedException {
    JsonObject list = JsonParser.parseString(script("pods", "--json")).getAsJsonObject();
    return list.getAsJsonArray("items").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(each -> each.getAsJsonObject("metadata").get("name").getAsString().equals(pod))
        .map(each -> each.getAsJsonObject("status").getAsJsonArray("containerStatuses").get(0))
        .map(status -> status.getAsJsonObject().get("imageID").getAsString())
        .findFirst()
        .orElseThrow();
  }

  /** A new token of a service account in kube-system. */
  static String token(String account) throws IOException, InterruptedException {
    return script("token", "kube-system", account).strip();
  }

  /** Writes a kubeconfig with a new token of a service account in kube-system. */
  static Path kubeconfig(String account, Path folder) throws IOException, InterruptedException {
    return Files.writeString(
        folder.resolve(account + ".kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: k, user: u}}]
        clusters: [{name: k, cluster: {server: "https://127.0.0.1:6443", certificate-authority: "%s"}}]
        users: [{name: u, user: {token: "%s"}}]
        """
            .formatted(pki("ca.crt"), token(account)));
  }

  /** The process with a unique command line. */
  static Optional<Integer> process(String commandLine) throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(folder -> folder.getFileName().toString().matches("[0-9]+"))
          .filter(folder -> commandLine.equals(commandLine(folder)))
          .map(folder -> Integer.valueOf(folder.getFileName().toString()))
          .findFirst();
    }
  }

  private static String commandLine(Path process) {
    try {
      byte[] raw = Files.readAllBytes(process.resolve("cmdline"));
      return new String(raw, StandardCharsets.UTF_8).replace('\0', ' ').strip();
    } catch (IOException e) {
      // It ended in the meantime.
      return "";
    }
  }
}
