package dev.attestor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote down. */
final class Version implements IVersionProvider {

  Version() {}

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"attestor " + number()};
  }

  /** The version, such as {@code 1.2.3}. */
  static String number() throws IOException {
    Properties build = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("build.properties")) {
      build.load(in);
    }
    return build.getProperty("version", "");
  }
}
