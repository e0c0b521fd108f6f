package dev.attestor.spire.sdk;

/** The types of plugins that SPIRE starts. */
public enum PluginType {
  /** Loaded by an agent. Returns the selectors of a process. */
  WORKLOAD_ATTESTOR("WorkloadAttestor"),
  /** Loaded by a server or an agent. Proves the identity of a node. */
  NODE_ATTESTOR("NodeAttestor");

  private final String cookie;

  PluginType(String cookie) {
    this.cookie = cookie;
  }

  /**
   * SPIRE's magic cookie for this type.
   *
   * @return name and value of an environment variable that the host sets
   */
  public String cookie() {
    return cookie;
  }
}
