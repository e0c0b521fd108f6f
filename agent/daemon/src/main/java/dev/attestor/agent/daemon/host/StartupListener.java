package dev.attestor.agent.daemon.host;

/** Informs the program that started the agent about its state. */
public interface StartupListener {

  /** The agent answers. */
  void ready();

  /** The agent reloads its configuration; {@link #ready} follows. */
  void reloading();

  /** The agent stops. */
  void stopping();
}
