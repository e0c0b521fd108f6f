package dev.attestor.agent.daemon.unix;

import jnr.posix.POSIX;
import jnr.posix.POSIXFactory;

/**
 * Functions of the C library. Loaded only if accounts have names, or the socket is or was
 * restricted.
 */
final class NativePosix {

  static {
    // Our calls are few, so no code is generated for them.
    System.setProperty("jnr.ffi.asm.enabled", "false");
  }

  private NativePosix() {}

  /**
   * Loads them.
   *
   * @throws IllegalStateException if there is no native library for this system
   */
  static POSIX load() {
    POSIX posix = POSIXFactory.getNativePOSIX();
    if (!posix.isNative()) {
      throw new IllegalStateException("there is no native library for this system");
    }
    return posix;
  }
}
