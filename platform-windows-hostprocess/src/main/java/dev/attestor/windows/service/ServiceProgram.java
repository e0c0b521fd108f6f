package dev.attestor.windows.service;

/** A program that runs as a service. */
@FunctionalInterface
public interface ServiceProgram {

  /**
   * Runs until it is told to stop; returning ends the service.
   *
   * @throws ServiceFailedException if it cannot start or continue
   */
  void run(ServiceControls controls) throws ServiceFailedException, InterruptedException;
}
