package dev.attestor.spire.sdk;

import java.net.InetSocketAddress;

/**
 * Decides who may connect over TCP, which any local user could do otherwise. Called once per
 * connection, before a byte is read or written.
 */
@FunctionalInterface
public interface PeerCheck {

  /**
   * Whether the process at the other end may connect. An exception counts as no.
   *
   * @param remote the other end
   * @param local our end
   * @return whether it may
   */
  boolean allows(InetSocketAddress remote, InetSocketAddress local);
}
