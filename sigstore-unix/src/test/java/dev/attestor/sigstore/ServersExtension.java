package dev.attestor.sigstore;

import dev.attestor.testkit.SignedCases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Creates {@link Servers} for each test, passes them to its constructor, and stops them after it.
 * Unpacks the storage of the recorded cases once, at first use.
 */
final class ServersExtension implements ParameterResolver {

  private static final Namespace OURS = Namespace.create(ServersExtension.class);

  @Override
  public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext root) {
    return ExtensionContextScope.TEST_METHOD;
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Servers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Folder folder = new Folder("servers");
    context.getStore(OURS).put(Folder.class, folder);
    try {
      Servers servers = Servers.start(folder.path(), () -> storage(context));
      context.getStore(OURS).put(Servers.class, servers);
      return servers;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path storage(ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OURS)
        .computeIfAbsent("storage", key -> unpacked(), Folder.class)
        .path();
  }

  private static Folder unpacked() {
    Folder folder = new Folder("cases");
    try {
      SignedCases.storage(folder.path());
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** A temporary folder, which is deleted with its contents. */
  private record Folder(Path path) implements AutoCloseable {

    Folder(String name) {
      this(create(name));
    }

    private static Path create(String name) {
      try {
        return Files.createTempDirectory("attestor-" + name);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      List<Path> all;
      try (Stream<Path> found = Files.walk(path)) {
        all = found.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.delete(each);
      }
    }
  }
}
