package dev.attestor.image;

import com.google.cloud.tools.jib.api.buildplan.Platform;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The root folder of the image of one platform. */
record PlatformRoot(Platform platform, Path folder) {

  /** Parses {@code OS/ARCHITECTURE=FOLDER}. */
  static final class Converter implements ITypeConverter<PlatformRoot> {

    @Override
    public PlatformRoot convert(String text) {
      int equals = text.indexOf('=');
      String[] platform = text.substring(0, Math.max(equals, 0)).split("/", -1);
      if (platform.length != 2 || platform[0].isEmpty() || platform[1].isEmpty()) {
        throw new TypeConversionException(
            "\"%s\" has no platform, expected such as linux/amd64=FOLDER".formatted(text));
      }
      Path folder = Path.of(text.substring(equals + 1));
      if (!Files.isDirectory(folder)) {
        throw new TypeConversionException("\"%s\" is no folder".formatted(folder));
      }
      // Jib uses the reverse order.
      return new PlatformRoot(new Platform(platform[1], platform[0]), folder);
    }
  }
}
