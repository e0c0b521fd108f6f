package dev.attestor.spire.sdk;

/** The line that tells the host where the plugin listens: the first and only line on stdout. */
record Handshake(Endpoint endpoint, boolean multiplexingAsked) {

  private static final String CORE_PROTOCOL = "1";

  /**
   * Core protocol, application protocol, network, address, protocol, an empty server certificate.
   * If the host asked for multiplexing, a last field declines it.
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
