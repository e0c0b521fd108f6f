package dev.attestor.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Builds the image of one platform. */
final class ImageBuilder {

  private static final String SCRATCH = "scratch";
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final ImageSettings settings;
  private final Path cache;

  /**
   * Creates a builder.
   *
   * @param cache a folder for cached layers
   */
  ImageBuilder(ImageSettings settings, Path cache) {
    this.settings = settings;
    this.cache = cache;
  }

  /**
   * Writes the image as an archive in OCI image layout. The same files and settings give the same
   * bytes.
   *
   * @throws ImageException if the name of the image or base is invalid, or the base is unavailable
   */
  void build(PlatformRoot root, Path archive)
      throws IOException, InterruptedException, ImageException {
    ExecutorService workers = Executors.newCachedThreadPool();
    try {
      builder()
          .setPlatforms(Set.of(root.platform()))
          .setFileEntriesLayers(new Layers(settings.version(), settings.time()).of(root.folder()))
          .setEntrypoint(settings.entrypoint())
          .setLabels(settings.annotations())
          .setCreationTime(settings.time())
          .setFormat(ImageFormat.OCI)
          .containerize(
              Containerizer.to(TarImage.at(archive).named(settings.name()))
                  .setBaseImageLayersCache(cache.resolve("base"))
                  .setApplicationLayersCache(cache.resolve("layers"))
                  .setOfflineMode(settings.base().equals(SCRATCH))
                  .setExecutorService(workers)
                  .setToolName("attestor"));
    } catch (InvalidImageReferenceException e) {
      throw new ImageException(
          "\"%s\" names no image: %s".formatted(e.getInvalidReference(), e.getMessage()), e);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Jib has a dozen exception types; their messages explain the problem.
      throw new ImageException(String.valueOf(e.getMessage()), e);
    } finally {
      end(workers);
    }
  }

  /**
   * Stops the workers: if a step fails, Jib leaves the others running, and they would still write
   * files.
   */
  private static void end(ExecutorService workers) throws IOException, InterruptedException {
    workers.shutdownNow();
    if (!workers.awaitTermination(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IOException(
          "the building of layers did not end within %s s".formatted(END_LIMIT.toSeconds()));
    }
  }

  private JibContainerBuilder builder() throws InvalidImageReferenceException {
    return settings.base().equals(SCRATCH) ? Jib.fromScratch() : Jib.from(settings.base());
  }
}
