package dev.attestor.kubernetes;

import java.net.Proxy;
import java.util.Optional;

/**
 * How one API server is reached: what a kubeconfig says for its current context, or a pod's
 * surroundings.
 *
 * @param server the base URL
 * @param authority certificates in PEM that vouch for the server; empty: those of the system
 * @param verified whether the server has to prove who it is
 * @param serverName the name in its certificate, where that is not the URL's
 * @param identity how we prove who we are
 */
record ApiAccess(
    String server,
    Optional<byte[]> authority,
    boolean verified,
    Optional<String> serverName,
    Optional<Proxy> proxy,
    ApiIdentity identity) {}
