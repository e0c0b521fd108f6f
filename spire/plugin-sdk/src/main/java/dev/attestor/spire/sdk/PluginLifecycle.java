package dev.attestor.spire.sdk;

/** Callbacks for the loading and unloading of a plugin. */
public interface PluginLifecycle {

  /**
   * Called once, before any other call of the host, including configuration. An exception makes the
   * loading fail.
   *
   * @param host the services of the host
   */
  default void init(HostServices host) {}

  /** Called when the host unloads the plugin cleanly; the host waits up to 10 s. */
  default void deinit() {}
}
