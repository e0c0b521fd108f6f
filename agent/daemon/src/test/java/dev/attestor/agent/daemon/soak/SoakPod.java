package dev.attestor.agent.daemon.soak;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** A pod with one container, and the expected answer of the agent about its processes. */
record SoakPod(String name, String uid, String container) {

  static SoakPod random() {
    byte[] id = new byte[32];
    new SecureRandom().nextBytes(id);
    String container = HexFormat.of().formatHex(id);
    return new SoakPod(
        "soak-" + container.substring(0, 8), UUID.randomUUID().toString(), container);
  }

  /** The pod in the kubelet's format. */
  String json() {
    return """
    {"metadata": {"name": "%s", "namespace": "production", "uid": "%s"},
     "spec": {"serviceAccountName": "web", "nodeName": "node1",
       "containers": [{"name": "main", "image": "registry.example/main:1"}]},
     "status": {"phase": "Running", "containerStatuses": [{
       "name": "main", "state": {"running": {"startedAt": "2026-01-01T00:00:00Z"}},
       "image": "registry.example/main:1", "imageID": "registry.example/main:1",
       "containerID": "containerd://%s"}]}}"""
        .formatted(name, uid, container);
  }

  List<String> selectors() {
    return List.of(
        "k8s:container-image:registry.example/main:1",
        "k8s:container-name:main",
        "k8s:node-name:node1",
        "k8s:ns:production",
        "k8s:pod-image-count:1",
        "k8s:pod-image:registry.example/main:1",
        "k8s:pod-init-image-count:0",
        "k8s:pod-name:" + name,
        "k8s:pod-uid:" + uid,
        "k8s:sa:web");
  }
}
