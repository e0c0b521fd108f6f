package dev.attestor.core.kubelet;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.ReadOnlyPort;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.input.text.ForeignText;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;

/**
 * Describes why the connection to the kubelet failed: the cause and the option to check. The JDK's
 * messages appear only in parentheses, because they do not know our options.
 */
final class ConnectionFailures {

  private static final String ALERT = "Received fatal alert: ";

  private final KubeletAccess access;

  ConnectionFailures(KubeletAccess access) {
    this.access = access;
  }

  /** Why the TLS handshake failed. */
  String tls(IOException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof UntrustedServerException refused) {
        return String.valueOf(refused.getMessage());
      }
      String said = String.valueOf(each.getMessage());
      if (said.contains("Unsupported or unrecognized SSL message")) {
        return "the server there does not use TLS; expected the kubelet's secure port in"
            + " kubelet_secure_port (a read-only port is set as kubelet_read_only_port)";
      }
      int alert = said.indexOf(ALERT);
      if (alert >= 0) {
        return alert(
            ForeignText.line(said.substring(alert + ALERT.length()), PodListFailures.MAX_SHOWN));
      }
      if (each instanceof EOFException || said.contains("terminated the handshake")) {
        return "the connection was closed before the handshake was complete; is it the kubelet that"
            + " listens on the port in kubelet_secure_port?";
      }
    }
    return "the handshake was given up (%s); is it the kubelet that listens on the port in kubelet_secure_port?"
        .formatted(PodListFailures.rootMessage(failure));
  }

  private String alert(String alert) {
    String told = "the kubelet ended the handshake with the alert \"%s\"".formatted(alert);
    String word = alert.toLowerCase(Locale.ROOT);
    if (access instanceof SecurePort secure
        && (word.contains("certificate")
            || word.contains("unknown_ca")
            || word.contains("denied"))) {
      return secure.authentication() instanceof Authentication.ClientCertificate client
          ? "%s: look at the certificate in \"%s\" (certificate_path) and the kubelet's --client-ca-file"
              .formatted(told, client.certificate())
          : told + ": it wants a client certificate; set certificate_path and private_key_path";
    }
    return told
        + ": no TLS version or cipher suite that both sides take, or no TLS for this name"
        + " (kubelet_server_name)";
  }

  /**
   * Why there was no response at all.
   *
   * @param reached whether the kubelet answered an earlier request with 200
   */
  String reason(IOException failure, Duration timeout, boolean reached) {
    if (failure instanceof UnknownHostException) {
      return "the name \"%s\" has no address; set node_name, or the variable that node_name_env names, to one that this host can resolve"
          .formatted(
              ForeignText.line(String.valueOf(failure.getMessage()), PodListFailures.MAX_SHOWN));
    }
    String said = PodListFailures.rootMessage(failure);
    if (said.equals(PodListFailures.CONNECT_TIMED_OUT)) {
      return "no connection within %s ms; something on the way to \"%s\" drops packets, such as a firewall, or the address is not in use: look at node_name and the network"
          .formatted(timeout.toMillis(), access.host());
    }
    if (failure instanceof NoRouteToHostException || said.contains("unreachable")) {
      return "there is no way to \"%s\" (%s); look at node_name and the network"
          .formatted(access.host(), said);
    }
    if (failure instanceof ConnectException) {
      return refused(said, reached);
    }
    if (said.contains("Unexpected end of file")
        || said.contains("Invalid Http response")
        || said.contains("reset")) {
      return "the connection was closed without an HTTP answer; "
          + (access instanceof ReadOnlyPort
              ? "if this is the kubelet's secure port, set it as kubelet_secure_port"
              : "is it the kubelet that listens on the port in kubelet_secure_port?");
    }
    return "the connection failed (%s); is it the kubelet that listens on port %s?"
        .formatted(said, access.port());
  }

  private String refused(String said, boolean reached) {
    boolean refused = said.contains("refused");
    String what = refused ? "connection refused" : "no connection (" + said + ")";
    String port = access instanceof ReadOnlyPort ? "kubelet_read_only_port" : "kubelet_secure_port";
    if (refused && reached) {
      return "%s; the kubelet answered there before: is it being restarted, or has it ended? If neither, look at %s"
          .formatted(what, port);
    }
    if (!access.host().equals(KubeletAccess.LOOPBACK)) {
      return "%s; nothing listens there: look at %s and node_name".formatted(what, port);
    }
    return access instanceof ReadOnlyPort
        ? "%s; nothing listens there: look at kubelet_read_only_port, which many kubelets do not open; in a pod, 127.0.0.1 is the node only with hostNetwork: true"
            .formatted(what)
        : "%s; nothing listens there: look at %s; in a pod, 127.0.0.1 is the node only with hostNetwork: true, else set node_name or node_name_env"
            .formatted(what, port);
  }
}
