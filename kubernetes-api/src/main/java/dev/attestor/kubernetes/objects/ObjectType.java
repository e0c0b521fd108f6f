package dev.attestor.kubernetes.objects;

/**
 * A type as callers name it: {@code deployments} of {@code apps}.
 *
 * @param plural the name of the resource
 * @param group the API group; that of core objects is the word {@code core}
 */
public record ObjectType(String plural, String group) {

  /** The word for the group without a name. */
  public static final String CORE = "core";

  /** Pods. */
  public static final ObjectType PODS = new ObjectType("pods", CORE);

  /** The group as the API has it, without a name for core objects. */
  public String apiGroup() {
    return group.equals(CORE) ? "" : group;
  }

  /** Both in one word: {@code deployments.apps}. */
  @Override
  public String toString() {
    return plural + "." + group;
  }
}
