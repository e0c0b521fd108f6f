package dev.attestor.agent.doctor;

import dev.attestor.config.K8sConfig;
import dev.attestor.config.KubeletAccess;
import dev.attestor.config.KubeletAccess.SecurePort;
import dev.attestor.config.ServerCheck;
import dev.attestor.error.KubeletException;
import dev.attestor.kubelet.KubeletClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Whether the kubelet can be asked: address, certificate and its name, credentials, permission. */
final class KubeletChecks {

  private static final String WHAT = "kubelet";

  private final K8sConfig config;

  KubeletChecks(K8sConfig config) {
    this.config = config;
  }

  List<Finding> run() {
    return List.of(ca(config.kubelet()), name(config.kubelet()), list());
  }

  private static Finding ca(KubeletAccess access) {
    String what = "kubelet CA";
    if (!(access instanceof SecurePort secure) || secure.server() instanceof ServerCheck.None) {
      return Finding.leftOut(what, "none is used");
    }
    Path file =
        secure.server() instanceof ServerCheck.ChainAndName named
            ? named.ca()
            : ((ServerCheck.Chain) secure.server()).ca();
    return Files.isReadable(file)
        ? Finding.ok(what, "in \"%s\"".formatted(file))
        : Finding.problem(
            what,
            "\"%s\" is missing, or may not be read".formatted(file),
            "mount the CA of the kubelet's certificate there, or set kubelet_ca_path");
  }

  private static Finding name(KubeletAccess access) {
    String what = "kubelet certificate";
    if (!(access instanceof SecurePort secure)) {
      return Finding.leftOut(what, "the read-only port has none");
    }
    if (secure.server() instanceof ServerCheck.ChainAndName named) {
      return Finding.ok(what, "its chain is verified, and that it is for \"" + named.name() + "\"");
    }
    return secure.server() instanceof ServerCheck.Chain
        ? Finding.warning(
            what,
            "its chain is verified, but not its name",
            "set node_name_env or node_name, or kubelet_server_name to the name it is for")
        : Finding.warning(
            what,
            "not verified: whoever answers is believed",
            "set kubelet_ca_path, and remove skip_kubelet_verification");
  }

  private Finding list() {
    KubeletAccess access = config.kubelet();
    String where = "%s:%s".formatted(access.host(), access.port());
    try {
      long began = System.nanoTime();
      int pods = new KubeletClient(access, config.reloadInterval()).listPods().pods().size();
      long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
      return pods == 0
          ? Finding.warning(
              WHAT,
              "%s lists no pods".formatted(where),
              "is this the kubelet of a node that runs some?")
          : Finding.ok(WHAT, "%s lists %s pods in %s ms".formatted(where, pods, millis));
    } catch (KubeletException e) {
      return Finding.problem(WHAT, String.valueOf(e.getMessage()), remedy(e.kind()));
    }
  }

  private static String remedy(KubeletException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE ->
          "is a kubelet running on this node, and does it listen there? in a pod set hostNetwork:"
              + " true, or node_name_env to reach it by the node's name";
      case TIMEOUT -> "something between here and the kubelet drops packets; look at firewalls";
      case TLS ->
          "compare kubelet_ca_path with the CA of the kubelet's serving certificate, and"
              + " kubelet_server_name with its names";
      case CREDENTIALS -> "correct the file that the message names";
      case UNAUTHENTICATED ->
          "is the token of this cluster and not expired, and does the kubelet run with"
              + " --authentication-token-webhook?";
      case FORBIDDEN ->
          "bind a ClusterRole that may get nodes/pods, or nodes/proxy for kubelets before 1.33, to"
              + " the account of the token";
      case UNEXPECTED_STATUS, BAD_BODY -> "is it really a kubelet that answers there?";
      case CLOSED -> "try again";
    };
  }
}
