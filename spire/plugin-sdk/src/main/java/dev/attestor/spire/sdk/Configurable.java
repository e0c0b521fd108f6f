package dev.attestor.spire.sdk;

/** A plugin that takes a configuration. Both methods may be called at any time and concurrently. */
public interface Configurable {

  /**
   * Takes a configuration, also in place of an earlier one. A plugin builds its new state first and
   * swaps it in at once; {@link Configured} helps.
   *
   * @throws BadConfigurationException if it cannot be used; the earlier one stays in force
   */
  void configure(PluginConfiguration configuration) throws BadConfigurationException;

  /** Looks at a configuration and changes nothing. */
  ConfigValidation validate(PluginConfiguration configuration);
}
