package dev.attestor.cli;

import dev.attestor.core.error.AttestationException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip file of texts that only its owner can open, and on Windows SYSTEM and administrators. */
final class SupportBundle implements AutoCloseable {

  private final ZipOutputStream zip;
  private final List<String> names = new ArrayList<>();

  private SupportBundle(OutputStream file) {
    this.zip = new ZipOutputStream(file, StandardCharsets.UTF_8);
  }

  /**
   * Creates the file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  static SupportBundle create(Path file) throws IOException {
    return new SupportBundle(Host.current().privateFile(file));
  }

  /**
   * Creates the file and fills it. Leaves no file if that fails.
   *
   * @throws java.nio.file.FileAlreadyExistsException if it exists
   */
  static void write(Path file, Content content) throws IOException {
    boolean written = false;
    SupportBundle created = create(file);
    try {
      try (SupportBundle bundle = created) {
        content.fill(bundle);
      }
      written = true;
    } finally {
      if (!written) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Adds the texts. */
  interface Content {
    void fill(SupportBundle bundle) throws IOException;
  }

  /** A text that may fail. */
  interface Part {
    String text() throws IOException;
  }

  void add(String name, String text) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    names.add(name);
  }

  /** Adds a part that may fail. Then it says so, and the other parts remain. */
  void part(String name, Part text) throws IOException {
    String content;
    try {
      content = text.text();
    } catch (IOException | RuntimeException e) {
      content = "failed: " + reason(e) + "\n";
    }
    add(name, content);
  }

  /** Only messages of our own: another may show a value. */
  static String reason(Exception failure) {
    return failure instanceof AttestationException
        ? String.valueOf(failure.getMessage())
        : failure.getClass().getName();
  }

  /** What is in it, in order. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Of this program and what it runs on. */
  static String versions() throws IOException {
    StringBuilder text = new StringBuilder("attestor " + Version.number() + "\n");
    for (String property :
        List.of("java.runtime.version", "java.vendor", "os.name", "os.version", "os.arch")) {
      text.append(property).append(' ').append(System.getProperty(property, "")).append('\n');
    }
    return text.toString();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
