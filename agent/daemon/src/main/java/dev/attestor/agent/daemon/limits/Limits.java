package dev.attestor.agent.daemon.limits;

/**
 * How much may go on at once, for one caller and in all.
 *
 * @param connections when there are more, whoever has most loses one
 * @param connectionsPerCaller more are hung up on
 * @param callsPerCaller how many calls of one caller are served at once; more wait
 * @param queuePerCaller how many calls of one caller wait; more are refused
 * @param callsPerSecondPerCaller what is faster waits
 * @param watchesPerCaller streams of one caller
 */
public record Limits(
    int connections,
    int connectionsPerCaller,
    int calls,
    int callsPerCaller,
    int queuePerCaller,
    int callsPerSecondPerCaller,
    int watches,
    int watchesPerCaller) {

  /** Enough for a node of 250 pods, and little enough that no caller is felt by the others. */
  public static final Limits DEFAULT = new Limits(512, 32, 512, 16, 128, 500, 2048, 16);
}
