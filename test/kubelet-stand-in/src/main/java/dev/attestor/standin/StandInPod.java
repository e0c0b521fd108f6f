package dev.attestor.standin;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The pod that the stand-in lists.
 *
 * @param uid the UID in its cgroup
 * @param containerId the container ID in its cgroup
 */
record StandInPod(String uid, String containerId) {

  static final String CONTAINER = "blog";

  static StandInPod random() {
    byte[] id = new byte[32];
    new SecureRandom().nextBytes(id);
    return new StandInPod(UUID.randomUUID().toString(), HexFormat.of().formatHex(id));
  }

  /** The pod list in the kubelet's format. */
  String toJson() {
    return """
    {
      "kind": "PodList",
      "apiVersion": "v1",
      "metadata": {},
      "items": [{
        "metadata": {
          "name": "blog-5d4f9-xk2lp",
          "namespace": "production",
          "uid": "%1$s",
          "labels": {"app": "blog"},
          "ownerReferences": [{
            "apiVersion": "apps/v1",
            "kind": "ReplicaSet",
            "name": "blog-5d4f9",
            "uid": "2c48913c-b29f-11e7-9350-020968147796",
            "controller": true
          }]
        },
        "spec": {
          "serviceAccountName": "web",
          "nodeName": "demo-node",
          "containers": [{"name": "%2$s", "image": "registry.example/blog:1.4"}]
        },
        "status": {
          "phase": "Running",
          "containerStatuses": [{
            "name": "%2$s",
            "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
            "image": "registry.example/blog:1.4",
            "imageID": "registry.example/blog@sha256:bf862e5f5eca0a73e7e538224578c5cf867ce2be91b5eaed22afc153c00363eb",
            "containerID": "containerd://%3$s"
          }]
        }
      }]
    }
    """
        .formatted(uid, CONTAINER, containerId);
  }
}
