package dev.attestor.cli;

import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.core.error.ImageVerificationException;
import dev.attestor.core.locate.ContainerId;
import dev.attestor.hcl.decode.ConfigException;
import dev.attestor.hcl.decode.Parsed;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code attestor image}: verifies images. */
@Command(
    name = "image",
    description = "Verify container images.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ImageCommand implements Runnable {

  /** A placeholder for the container ID in selectors of the first generation. */
  private static final ContainerId NO_CONTAINER = new ContainerId("CONTAINER");

  @Spec private @Nullable CommandSpec spec;

  ImageCommand() {}

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "expected a command");
    }
  }

  @Command(
      name = "verify",
      description = {
        "Verify the signatures of an image with the settings in the sigstore block.",
        "Prints the selectors of a verified image and exits with 0. Otherwise prints which check"
            + " failed for each signature, and exits with 1."
      },
      mixinStandardHelpOptions = true,
      versionProvider = Version.class)
  int verify(
      @Option(
              names = "--config",
              required = true,
              paramLabel = "FILE",
              description =
                  "The k8s plugin_data, or a SPIRE agent's configuration that contains it.")
          Path file,
      @Mixin ExpandOption expand,
      @Parameters(
              paramLabel = "IMAGE@DIGEST",
              description = "The image, such as registry.example.com/app@sha256:<64 hex digits>.")
          String image) {
    Console console = Console.of(Objects.requireNonNull(spec));
    try {
      Parsed<K8sConfig> parsed = expand.file(file).read();
      SigstoreConfig config = parsed.config().sigstore().orElse(null);
      if (config == null) {
        console.error("%s: there is no sigstore block to verify by".formatted(file));
        return ExitCode.FAILED;
      }
      List<String> selectors;
      Progress progress = console.progress("verifying " + image);
      try {
        selectors = Images.verify(config, image, NO_CONTAINER, console::say);
      } finally {
        progress.end();
      }
      selectors.stream().distinct().sorted().forEach(value -> console.result("k8s:" + value));
      return ExitCode.OK;
    } catch (ConfigException e) {
      e.problems().forEach(problem -> console.say("%s: %s".formatted(file, problem)));
      return ExitCode.FAILED;
    } catch (ImageVerificationException e) {
      console.error(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    }
  }
}
