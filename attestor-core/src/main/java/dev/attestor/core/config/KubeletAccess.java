package dev.attestor.core.config;

/** Which port of the kubelet is asked, and how. */
public sealed interface KubeletAccess {

  /** This host, which is asked unless the configuration names another. */
  String LOOPBACK = "127.0.0.1";

  /** A host name or an IP address, IPv6 without brackets. */
  String host();

  /** From 1 to 65535. */
  int port();

  /**
   * Plain HTTP, without authentication in either direction. Only this host is ever asked: across a
   * network anybody on the way could say who a process is.
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
