package dev.attestor.ci;

import dev.attestor.testkit.DockerRegistry;
import dev.attestor.testkit.SignedCases;
import dev.attestor.testkit.SignedCases.Case;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Pods with signed and unsigned images, from a registry of their own. */
final class SignedPods {

  private final Path folder;
  private final DockerRegistry registry;
  private final List<String> applied = new ArrayList<>();

  private SignedPods(Path folder, DockerRegistry registry) {
    this.folder = folder;
    this.registry = registry;
  }

  /** Starts the registry, whose files are in a folder. */
  static SignedPods start(Path folder) throws Exception {
    removeImages();
    return new SignedPods(folder, DockerRegistry.start(SignedCases.storage(folder)));
  }

  /** A node names an image after the registry that it first came from, so remove it. */
  private static void removeImages() throws Exception {
    for (String name : Cluster.script("ctr", "images", "ls", "-q").lines().toList()) {
      if (name.contains("/cases/")) {
        Cluster.script("ctr", "images", "rm", "--sync", name);
      }
    }
  }

  /** A pod with a case's image, which contains no program, so it runs one of the host. */
  void apply(String name, String seconds) throws Exception {
    Path manifest = folder.resolve(name + ".json");
    Files.writeString(
        manifest,
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "signed-%s", "namespace": "default"},
         "spec": {"nodeName": "node1", "terminationGracePeriodSeconds": 1,
          "volumes": [{"name": "busybox", "hostPath": {"path": "/bin/busybox", "type": "File"}}],
          "containers": [{"name": "main", "image": "%s", "command": ["/busybox", "sleep", "%s"],
           "volumeMounts": [{"name": "busybox", "mountPath": "/busybox"}]}]}}
        """
            .formatted(name, imageId(name), seconds));
    Cluster.script("apply", manifest.toString());
    applied.add("default/signed-" + name);
  }

  String imageId(String name) {
    Case image = SignedCases.named(name);
    return "%s/cases/%s@%s".formatted(registry.address(), name, image.digest());
  }

  /** The process of a pod. */
  static int process(String seconds) throws Exception {
    String commandLine = "/busybox sleep " + seconds;
    for (int tries = 0; tries < 240; tries++) {
      if (Cluster.process(commandLine).isPresent()) {
        return Cluster.process(commandLine).orElseThrow();
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    throw new AssertionError("\"" + commandLine + "\" does not run");
  }

  /** The configuration that accepts the signed images, with more options. */
  static String sigstore(String options) {
    return """
        sigstore {
          allowed_identities { "https://accounts.example.com" = ["alice@example.com"] }
          rekor_url = "http://127.0.0.1:1"
          %s
        }
        """
        .formatted(options);
  }

  /** The environment of a program that trusts those who signed them. */
  static Map<String, String> trust(Path folder) {
    return Map.of(
        "SIGSTORE_ROOT_FILE", SignedCases.trust(folder, "fulcio.pem").toString(),
        "SIGSTORE_REKOR_PUBLIC_KEY", SignedCases.trust(folder, "rekor.pub.pem").toString(),
        "SIGSTORE_CT_LOG_PUBLIC_KEY_FILE", SignedCases.trust(folder, "ctfe.pub.pem").toString());
  }

  /** Removes the pods and their images. */
  void close() throws Exception {
    try {
      for (String pod : applied) {
        Cluster.script("delete", pod);
      }
    } finally {
      registry.close();
    }
    removeImages();
  }
}
