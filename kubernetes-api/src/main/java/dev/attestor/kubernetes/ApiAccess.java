package dev.attestor.kubernetes;

import java.net.Proxy;
import java.util.Optional;

/**
 * How to reach an API server, from the current context of a kubeconfig or from the environment of a
 * pod.
 *
 * @param server the base URL
 * @param authority the CA certificates that the server's certificate must chain to, in PEM; if
 *     empty, the system's CAs
 * @param verified whether the server's certificate is verified
 * @param serverName the name in the server's certificate, if it differs from the URL
 * @param identity how this client authenticates
 */
record ApiAccess(
    String server,
    Optional<byte[]> authority,
    boolean verified,
    Optional<String> serverName,
    Optional<Proxy> proxy,
    ApiIdentity identity) {}
