package dev.attestor.agent.daemon.limits;

/** The figures of one caller since it was first seen. */
public record CallerFigures(
    String name, int connections, int underWay, long answered, long refused, long failed) {

  static CallerFigures of(CallerState state, int connections) {
    return new CallerFigures(
        state.name, connections, state.underWay, state.answered, state.refused, state.failed);
  }

  long calls() {
    return answered + refused + failed;
  }
}
