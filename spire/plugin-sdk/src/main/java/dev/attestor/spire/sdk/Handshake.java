package dev.attestor.spire.sdk;

/** The line that tells the host where we listen: the first and only one on stdout. */
record Handshake(Endpoint endpoint, boolean multiplexingAsked) {

  private static final String CORE_PROTOCOL = "1";

  /**
   * Core protocol, application protocol, network, address, protocol, an empty server certificate;
   * then, if the host asked, that one connection carries one connection only.
   */
  String line() {
    String line =
        String.join(
            "|",
            CORE_PROTOCOL,
            HostEnvironment.APPLICATION_PROTOCOL,
            endpoint.network(),
            endpoint.address(),
            "grpc",
            "");
    return multiplexingAsked ? line + "|false" : line;
  }
}
