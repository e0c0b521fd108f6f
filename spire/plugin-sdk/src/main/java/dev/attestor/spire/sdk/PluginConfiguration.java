package dev.attestor.spire.sdk;

/**
 * What a host configures a plugin with.
 *
 * @param trustDomain its name, such as {@code example.org}
 * @param hcl the text of {@code plugin_data}; empty if there is none
 */
public record PluginConfiguration(String trustDomain, String hcl) {}
