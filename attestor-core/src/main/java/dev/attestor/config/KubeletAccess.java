package dev.attestor.config;

/** Which port of the kubelet is asked, and how. */
public sealed interface KubeletAccess {

  /** A host name or an IP address, IPv6 without brackets. */
  String host();

  /** From 1 to 65535. */
  int port();

  /** Plain HTTP, without authentication in either direction. */
  record ReadOnlyPort(String host, int port) implements KubeletAccess {}

  /** HTTPS. */
  record SecurePort(String host, int port, ServerCheck server, Authentication authentication)
      implements KubeletAccess {}
}
