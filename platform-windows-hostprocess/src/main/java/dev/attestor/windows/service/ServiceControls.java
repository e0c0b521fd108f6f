package dev.attestor.windows.service;

/** What a service and the service manager tell each other. */
public interface ServiceControls {

  /** Runs a task, which has to return at once, when the service should end. */
  void onStop(Runnable task);

  /** The start has made a step, and deserves more patience. */
  void step();

  /** The service serves. From now on it can be told to stop. */
  void ready();
}
