package dev.attestor.agent.daemon.host;

/** Whoever started the agent, and wants to know how it is doing. */
public interface StartupListener {

  /** The agent answers. */
  void ready();

  /** The configuration is being read anew; {@link #ready} follows. */
  void reloading();

  /** The agent ends. */
  void stopping();
}
