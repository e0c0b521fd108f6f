package dev.attestor.spire.sdk;

import java.util.Locale;

/** How the host reaches a plugin. */
public enum PluginNetwork {
  /** A Unix socket that only the host's user, or a group that the host names, can open. */
  UNIX,
  /** A port on 127.0.0.1, protected by a {@link PeerCheck}. */
  TCP;

  /**
   * The default of this system.
   *
   * @return TCP on Windows, a Unix socket elsewhere
   */
  public static PluginNetwork ofThisSystem() {
    return onWindows() ? TCP : UNIX;
  }

  static boolean onWindows() {
    return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
  }
}
