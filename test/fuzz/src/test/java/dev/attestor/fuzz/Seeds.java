package dev.attestor.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;

/** Inputs that fuzzing starts from. */
public final class Seeds {

  private Seeds() {}

  /** Texts, in UTF-8. */
  public static Stream<byte[]> texts(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  /** Recorded files of the testkit. */
  public static Stream<byte[]> recorded(String... names) {
    return Stream.of(names).map(name -> resource("/dev/attestor/testkit/" + name));
  }

  /** A file on the class path. */
  public static byte[] resource(String path) {
    try (InputStream in = Seeds.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(in, path).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
