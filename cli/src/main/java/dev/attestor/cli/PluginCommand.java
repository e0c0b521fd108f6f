package dev.attestor.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code attestor plugin}: the plugins that SPIRE starts. */
@Command(
    name = "plugin",
    description = "Run as a SPIRE plugin. Only SPIRE starts this.",
    subcommands = PluginInstallCommand.class,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class PluginCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  PluginCommand() {}

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "expected a plugin");
    }
  }

  @Command(
      name = "k8s",
      description = "The k8s workload attestor.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  void k8s() {
    K8sPluginMain.main(new String[0]);
  }

  @Command(
      name = "k8s-sat-agent",
      description = "The k8s_sat node attestor of a SPIRE agent.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  void k8sSatAgent() {
    SatAgentPluginMain.main(new String[0]);
  }

  @Command(
      name = "k8s-sat-server",
      description = "The k8s_sat node attestor of a SPIRE server.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  void k8sSatServer() {
    SatServerPluginMain.main(new String[0]);
  }
}
