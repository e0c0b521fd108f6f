package dev.attestor.cli.doctor;

/**
 * The agent's address.
 *
 * @param address a socket or a pipe
 * @param source where the address comes from, such as {@code --socket}
 */
public record AgentAddress<T>(T address, String source) {

  @Override
  public String toString() {
    return "\"%s\" (%s)".formatted(address, source);
  }
}
