package dev.attestor.windows.service;

/** What runs as a service. */
@FunctionalInterface
public interface ServiceProgram {

  /**
   * Runs until it is told to stop; after this returns, the service has ended.
   *
   * @throws ServiceFailedException if it cannot start, or not go on
   */
  void run(ServiceControls controls) throws ServiceFailedException, InterruptedException;
}
