package dev.attestor.cli.doctor;

/**
 * Where the agent is looked for.
 *
 * @param address a socket or a pipe
 * @param source what says so, such as {@code --socket}
 */
public record AgentAddress<T>(T address, String source) {

  @Override
  public String toString() {
    return "\"%s\" (%s)".formatted(address, source);
  }
}
