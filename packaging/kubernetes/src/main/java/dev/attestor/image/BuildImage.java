package dev.attestor.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The main class. */
@Command(
    name = "attestor-image",
    description = "Builds an OCI image layout from folders, and prints the image's digest.",
    mixinStandardHelpOptions = true)
public final class BuildImage implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--root",
      required = true,
      paramLabel = "OS/ARCHITECTURE=FOLDER",
      converter = PlatformRoot.Converter.class,
      description = "The content of the image for a platform; repeat for each platform.")
  private List<PlatformRoot> roots = new ArrayList<>();

  @Option(
      names = "--base",
      defaultValue = "scratch",
      description = "The base image: a reference, tar://FILE, or scratch. Default: scratch.")
  private String base = "";

  @Option(names = "--name", required = true, description = "The image's full name with its tag.")
  private String name = "";

  @Option(
      names = "--version-of-program",
      required = true,
      description = "The version at the end of our jars' names.")
  private String version = "";

  @Option(
      names = "--time",
      required = true,
      description = "The time of all files and of the image, such as 2026-01-01T00:00:00Z.")
  private Instant time = Instant.EPOCH;

  @Option(
      names = "--entrypoint",
      paramLabel = "WORD",
      description = "The program and its arguments; repeat for each word.")
  private List<String> entrypoint = new ArrayList<>();

  @Option(
      names = "--annotation",
      paramLabel = "KEY=VALUE",
      description = "An annotation of the image, also added as a label.")
  private Map<String, String> annotations = new LinkedHashMap<>();

  @Option(names = "--cache", required = true, description = "A folder for cached layers.")
  private Path cache = Path.of("");

  @Option(
      names = "--out",
      required = true,
      description = "The folder of the layout; must not exist.")
  private Path out = Path.of("");

  private BuildImage() {}

  /** Writes the layout and exits with 1 if it fails, 2 on wrong arguments. */
  @SuppressForbidden(reason = "the one place that ends the process")
  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return new CommandLine(new BuildImage());
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
    try {
      commandLine.getOut().println(make());
      commandLine.getOut().flush();
      return 0;
    } catch (ImageException e) {
      commandLine.getErr().println("attestor-image: error: " + e.getMessage());
      return 1;
    }
  }

  private String make() throws IOException, InterruptedException, ImageException {
    ImageBuilder builder =
        new ImageBuilder(
            new ImageSettings(base, name, version, time, entrypoint, annotations), cache);
    Files.createDirectories(out.toAbsolutePath().getParent());
    Files.createDirectory(out);
    OciLayout layout = new OciLayout(out, annotations);
    Path archive = Files.createTempFile("attestor-image", ".tar");
    try {
      for (PlatformRoot root : roots) {
        builder.build(root, archive);
        layout.add(archive, root.platform());
      }
    } finally {
      Files.delete(archive);
    }
    return layout.finish(name);
  }
}
