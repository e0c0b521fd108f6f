package dev.attestor.spire.sdk;

/** What a plugin does when the host takes it up and lets it go. */
public interface PluginLifecycle {

  /**
   * Called once before any other call of the host, configuration included. What it throws makes the
   * loading fail.
   */
  default void init(HostServices host) {}

  /** Called when the host unloads the plugin in order; the host waits up to 10 s. */
  default void deinit() {}
}
