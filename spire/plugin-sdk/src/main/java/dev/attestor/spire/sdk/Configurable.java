package dev.attestor.spire.sdk;

/**
 * A plugin that accepts a configuration. Both methods may be called at any time and concurrently.
 */
public interface Configurable {

  /**
   * Applies a configuration, which may replace an earlier one. Create the new state first and then
   * replace the old one atomically; {@link Configured} helps.
   *
   * @param configuration what SPIRE's configuration has for this plugin
   * @throws BadConfigurationException if it is invalid; the earlier one stays active
   */
  void configure(PluginConfiguration configuration) throws BadConfigurationException;

  /**
   * Validates a configuration without changing anything.
   *
   * @param configuration what SPIRE's configuration has for this plugin
   * @return whether {@link #configure} would accept it, and why not
   */
  ConfigValidation validate(PluginConfiguration configuration);
}
