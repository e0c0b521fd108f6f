package dev.attestor.kubernetes.keys;

/** Where a cluster publishes the public keys of its service account tokens. Thread-safe. */
@FunctionalInterface
public interface KeyPublisher {

  /**
   * Returns the text of the current JSON Web Key Set, which nobody has looked at yet. Blocks for at
   * most some seconds, or for as long as a program that fetches credentials may take.
   *
   * @throws KeyPublisherException if there is no such text
   */
  String read() throws KeyPublisherException;
}
