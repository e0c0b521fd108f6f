package dev.attestor.spire.sdk;

import java.net.InetSocketAddress;

/**
 * Decides who may connect over TCP, which any local user could do otherwise. Asked once per
 * connection, before a byte is read or written.
 */
@FunctionalInterface
public interface PeerCheck {

  /**
   * Whether the process at the other end may talk to us. What this throws counts as a no.
   *
   * @param remote the other end
   * @param local our end
   */
  boolean allows(InetSocketAddress remote, InetSocketAddress local);
}
