package dev.attestor.spire.sdk;

/** The kinds of plugins that SPIRE starts. */
public enum PluginType {
  /** Loaded by an agent: from a process to selectors. */
  WORKLOAD_ATTESTOR("WorkloadAttestor"),
  /** Loaded by a server or an agent: who is this node. */
  NODE_ATTESTOR("NodeAttestor");

  private final String cookie;

  PluginType(String cookie) {
    this.cookie = cookie;
  }

  /** SPIRE's word for the type: name and value of the environment variable that a host sets. */
  public String cookie() {
    return cookie;
  }
}
