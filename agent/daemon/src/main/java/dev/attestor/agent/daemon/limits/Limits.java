package dev.attestor.agent.daemon.limits;

/**
 * The limits for one caller and for all.
 *
 * @param connections if exceeded, the caller with the most loses one
 * @param connectionsPerCaller further connections are closed
 * @param callsPerCaller running calls of one caller; more are queued
 * @param queuePerCaller queued calls of one caller; more are refused
 * @param callsPerSecondPerCaller faster calls are delayed
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

  /** Enough for a node with 250 pods, and low enough that no caller slows down the others. */
  public static final Limits DEFAULT = new Limits(512, 32, 512, 16, 128, 500, 2048, 16);
}
