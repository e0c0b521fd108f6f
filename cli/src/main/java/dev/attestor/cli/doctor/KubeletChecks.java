package dev.attestor.cli.doctor;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.kubelet.KubeletClient;
import dev.attestor.core.kubelet.KubeletFiles;
import dev.attestor.core.kubelet.Verification;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.tls.FileRemark;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the kubelet answers: address, certificate and name, credentials, permission. */
final class KubeletChecks {

  private static final String WHAT = "kubelet";
  private static final String VERIFICATION = "kubelet_verification";

  private final K8sConfig config;
  private final Clock clock;

  KubeletChecks(K8sConfig config, Clock clock) {
    this.config = config;
    this.clock = clock;
  }

  List<Finding> run() {
    Answer answer = ask();
    List<Finding> findings = new ArrayList<>(files());
    findings.add(
        new CertificateCheck(config.kubelet(), answer.failure(), answer.verification()).run());
    findings.add(list(answer));
    return findings;
  }

  /**
   * The result of a request to the kubelet.
   *
   * @param failure null if the request succeeded
   * @param verification how the certificate was verified, if there was a choice
   */
  private record Answer(
      PodList list,
      long millis,
      @Nullable KubeletException failure,
      Optional<Verification> verification) {}

  private Answer ask() {
    KubeletClient client;
    try {
      client = new KubeletClient(config.kubelet(), config.reloadInterval());
    } catch (KubeletException e) {
      return new Answer(PodList.of(List.of()), 0, e, Optional.empty());
    }
    long began = System.nanoTime();
    try {
      PodList list = client.listPods();
      long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
      return new Answer(list, millis, null, client.verification());
    } catch (KubeletException e) {
      return new Answer(PodList.of(List.of()), 0, e, client.verification());
    }
  }

  /** The same findings as {@code config check}, and "ok" only for files that were read. */
  private List<Finding> files() {
    String what = "kubelet CA";
    Optional<Path> ca =
        config.kubelet() instanceof SecurePort secure ? secure.server().caFile() : Optional.empty();
    List<FileRemark> remarks = KubeletFiles.look(config.kubelet(), clock.instant());
    List<Finding> findings = new ArrayList<>();
    if (isAutomatic()) {
      if (remarks.stream().noneMatch(remark -> remark.option().equals(VERIFICATION))) {
        findings.add(Finding.ok(what, "chosen by kubelet_verification = \"auto\", see below"));
      }
    } else if (ca.isEmpty()) {
      findings.add(Finding.leftOut(what, "none is used"));
    } else if (remarks.stream().noneMatch(remark -> remark.option().equals("kubelet_ca_path"))) {
      findings.add(
          Finding.ok(what, "in \"%s\", read; all its certificates are valid".formatted(ca.get())));
    }
    remarks.forEach(remark -> findings.add(finding(remark)));
    if (config.kubelet() instanceof SecurePort secure
        && secure.authentication() instanceof Authentication.ClientCertificate client
        && remarks.stream().noneMatch(KubeletChecks::isOnClient)) {
      findings.add(
          Finding.ok(
              "kubelet credentials",
              "the client certificate in \"%s\" is valid, and the key in \"%s\" fits it"
                  .formatted(client.certificate(), client.key())));
    }
    return findings;
  }

  private boolean isAutomatic() {
    return config.kubelet() instanceof SecurePort secure
        && secure.server() instanceof ServerCheck.Auto;
  }

  private static boolean isOnClient(FileRemark remark) {
    return remark.option().equals("certificate_path") || remark.option().equals("private_key_path");
  }

  private static Finding finding(FileRemark remark) {
    boolean ca = remark.option().equals("kubelet_ca_path") || remark.option().equals(VERIFICATION);
    String what = ca ? "kubelet CA" : "kubelet credentials";
    String remedy =
        ca
            ? "put the CA of the kubelet's serving certificate there, or that certificate while it"
                + " is valid, or set kubelet_ca_path"
            : "correct the file, or set " + remark.option();
    return remark.severity() == FileRemark.Severity.WARNING
        ? Finding.warning(what, remark.message(), remedy)
        : Finding.problem(what, remark.message(), remedy);
  }

  private Finding list(Answer answer) {
    KubeletAccess access = config.kubelet();
    String where = "%s:%s".formatted(access.host(), access.port());
    KubeletException failure = answer.failure();
    if (failure != null) {
      return Finding.problem(WHAT, String.valueOf(failure.getMessage()), remedy(failure.kind()));
    }
    int pods = answer.list().pods().size();
    int odd = answer.list().refused().size() + answer.list().nameless().size();
    if (odd > 0) {
      return Finding.warning(
          WHAT,
          "%s lists %s pods, and %s more that get no identity: %s"
              .formatted(where, pods, odd, firstOdd(answer.list())),
          "correct those pods; all others are attested");
    }
    return pods == 0
        ? Finding.warning(
            WHAT,
            "%s lists no pods".formatted(where),
            "is this the kubelet of a node that runs some?")
        : Finding.ok(WHAT, "%s lists %s pods in %s ms".formatted(where, pods, answer.millis()));
  }

  private static String firstOdd(PodList list) {
    return list.refused().isEmpty() ? list.nameless().get(0) : list.refused().get(0).message();
  }

  static String remedy(KubeletException.Kind kind) {
    return switch (kind) {
      case UNREACHABLE ->
          "is a kubelet running on this node, and does it listen there? in a pod set hostNetwork:"
              + " true, or node_name_env to reach it by the node's name";
      case TIMEOUT ->
          "the connection was made, so the kubelet is slow or stuck: look at its log, its load and"
              + " the container runtime, which it waits for";
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
