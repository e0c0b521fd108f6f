package dev.attestor.cli.doctor;

/**
 * The agent that is to be found on this node.
 *
 * @param address a socket or a pipe
 * @param source where the address comes from, such as {@code --socket}
 * @param peersByNumber whether the agent trusts process IDs on kernels without SO_PEERPIDFD
 */
public record ConfiguredAgent<T>(T address, String source, boolean peersByNumber) {

  /** The same agent at another form of its address. */
  public <U> ConfiguredAgent<U> at(U other) {
    return new ConfiguredAgent<>(other, source, peersByNumber);
  }

  @Override
  public String toString() {
    return "\"%s\" (%s)".formatted(address, source);
  }
}
