package dev.attestor.image;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Builds the image of one platform. */
final class ImageBuilder {

  private static final String SCRATCH = "scratch";

  private final ImageSettings settings;
  private final Path cache;

  /**
   * Builds images of these settings.
   *
   * @param cache a folder that may keep layers
   */
  ImageBuilder(ImageSettings settings, Path cache) {
    this.settings = settings;
    this.cache = cache;
  }

  /**
   * Writes the image as an archive of an OCI image layout. The same files and settings make the
   * same bytes.
   *
   * @throws ImageException if the name of image or base is none, or the base cannot be had
   */
  void build(PlatformRoot root, Path archive)
      throws IOException, InterruptedException, ImageException {
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
                  .setToolName("attestor"));
    } catch (InvalidImageReferenceException e) {
      throw new ImageException(
          "\"%s\" names no image: %s".formatted(e.getInvalidReference(), e.getMessage()), e);
    } catch (IOException | InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Jib has a dozen kinds, and all say what happened.
      throw new ImageException(String.valueOf(e.getMessage()), e);
    }
  }

  private JibContainerBuilder builder() throws InvalidImageReferenceException {
    return settings.base().equals(SCRATCH) ? Jib.fromScratch() : Jib.from(settings.base());
  }
}
