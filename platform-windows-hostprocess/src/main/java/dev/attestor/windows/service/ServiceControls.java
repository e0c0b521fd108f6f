package dev.attestor.windows.service;

/** The messages between a service and the service manager. */
public interface ServiceControls {

  /** Sets the task that runs when the service is told to stop. The task must return at once. */
  void onStop(Runnable task);

  /** Reports progress during the start, which extends the time limit. */
  void step();

  /** Reports that the service is running. From now on, it can be told to stop. */
  void ready();
}
