package dev.attestor.spire.sdk;

/**
 * The configuration that a host sends to a plugin.
 *
 * @param trustDomain the host's trust domain, such as {@code example.org}
 * @param hcl the text of {@code plugin_data}; empty if there is none
 */
public record PluginConfiguration(String trustDomain, String hcl) {}
