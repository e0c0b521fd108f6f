package dev.attestor.runtime;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A pod that a kubelet lists, and whose container it lists two seconds later.
 *
 * @param container the ID of its container
 * @param hostProcess whether it is a HostProcess container
 * @param started when the container started, in {@link System#nanoTime()}
 */
record NodePod(String uid, String container, boolean hostProcess, long started) {

  static final String IMAGE = "registry.example/web:1";
  static final String IMAGE_ID =
      "registry.example/web@sha256:bf862e5f5eca0a73e7e538224578c5cf867ce2be91b5eaed22afc153c00363eb";

  /** How much later the kubelet lists a container. */
  static final Duration LATE = Duration.ofSeconds(2);

  static NodePod startedNow(boolean hostProcess) {
    byte[] id = new byte[32];
    new SecureRandom().nextBytes(id);
    return new NodePod(
        UUID.randomUUID().toString(), HexFormat.of().formatHex(id), hostProcess, System.nanoTime());
  }

  /** The path of the job that its processes run in. */
  String job() {
    return (hostProcess ? "\\BaseNamedObjects\\JobContainer_" : "\\Container_") + container;
  }

  /** The pod in the kubelet's list. */
  String toJson() {
    String status =
        System.nanoTime() - started < LATE.toNanos()
            ? ""
            : """
              {"name": "web", "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}}, "image": "%s",
               "imageID": "%s", "containerID": "containerd://%s"}"""
                .formatted(IMAGE, IMAGE_ID, container);
    return """
    {"metadata": {"name": "web-%s", "namespace": "production", "uid": "%s"},
     "spec": {"serviceAccountName": "web", "nodeName": "node",
              "containers": [{"name": "web", "image": "%s",
                              "securityContext": {"windowsOptions": {"hostProcess": %s}}}]},
     "status": {"phase": "Running", "containerStatuses": [%s]}}"""
        .formatted(uid, uid, IMAGE, hostProcess, status);
  }
}
