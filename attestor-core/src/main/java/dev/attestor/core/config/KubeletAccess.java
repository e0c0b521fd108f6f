package dev.attestor.core.config;

/** Which port of the kubelet is used, and how. */
public sealed interface KubeletAccess {

  /** This host; the default. */
  String LOOPBACK = "127.0.0.1";

  /** A host name or an IP address, IPv6 without brackets. */
  String host();

  /** From 1 to 65535. */
  int port();

  /**
   * Plain HTTP without any authentication. Always on this host: across a network, anybody on the
   * path could forge the kubelet's answers.
   */
  record ReadOnlyPort(int port) implements KubeletAccess {
    @Override
    public String host() {
      return LOOPBACK;
    }
  }

  /** HTTPS. */
  record SecurePort(String host, int port, ServerCheck server, Authentication authentication)
      implements KubeletAccess {}
}
