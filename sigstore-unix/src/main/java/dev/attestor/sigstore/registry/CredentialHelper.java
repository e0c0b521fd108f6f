package dev.attestor.sigstore.registry;

import com.google.gson.JsonObject;
import dev.attestor.core.config.RegistryNames;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.program.ProgramOutput;
import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.web.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A credential helper: {@code docker-credential-<name> get}, which reads the registry from stdin.
 * It comes from a configured folder, runs without a shell, receives only the configured environment
 * variables, and is stopped if it takes too long or prints too much. No message contains its
 * stdout.
 */
final class CredentialHelper {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_BYTES = 64 << 10;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String NOT_FOUND = "credentials not found in native keychain";

  private final SigstoreConfig.CredentialHelpers config;
  private final String name;

  CredentialHelper(SigstoreConfig.CredentialHelpers config, String name) {
    this.config = config;
    this.name = name;
  }

  /**
   * Finds the program.
   *
   * @throws RegistryException if there is none
   */
  Path program() throws RegistryException {
    if (NAME.matcher(name).matches()) {
      for (Path folder : config.folders()) {
        Path program = folder.resolve("docker-credential-" + name);
        if (Files.isRegularFile(program) && Files.isExecutable(program)) {
          return program;
        }
      }
    }
    throw problem("is in none of the folders %s".formatted(config.folders()));
  }

  /** The program's login for a registry. */
  Optional<Login> get(String registry, Deadline deadline) throws RegistryException {
    Path program = program();
    ProcessBuilder builder = new ProcessBuilder(program.toString(), "get");
    Map<String, String> environment = builder.environment();
    environment.clear();
    config.environment().forEach((key, value) -> environment.put(key, value.reveal()));
    builder.directory(Path.of("/").toFile());
    Duration left = deadline.left();
    Duration limit = left.compareTo(LIMIT) < 0 ? left : LIMIT;
    try {
      Process process = builder.start();
      try {
        return answer(process, registry, limit);
      } finally {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (RegistryException e) {
      throw e;
    } catch (IOException e) {
      throw problem("cannot be run: " + ForeignText.quoted(String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem("was interrupted");
    }
  }

  private Optional<Login> answer(Process process, String registry, Duration limit)
      throws InterruptedException, RegistryException {
    ProgramOutput out = ProgramOutput.first(process.getInputStream(), MAX_BYTES);
    ProgramOutput errors = ProgramOutput.first(process.getErrorStream(), MAX_BYTES);
    try (OutputStream in = process.getOutputStream()) {
      in.write(asked(registry).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // A program that does not read the registry's name has already answered or fails.
    }
    Deadline end = Deadline.after(limit);
    boolean ended =
        process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)
            && out.awaitEnd(end.left())
            && errors.awaitEnd(end.left());
    if (out.isTooLong() || errors.isTooLong()) {
      throw problem("printed more than %s bytes".formatted(MAX_BYTES));
    }
    if (!ended) {
      throw new RegistryException(
          Kind.UNREACHABLE,
          message(
              "did not end, or did not close its output, within %s ms"
                  .formatted(limit.toMillis())));
    }
    if (process.exitValue() != 0) {
      if (out.text().strip().equals(NOT_FOUND)) {
        return Optional.empty();
      }
      String why = errors.lastLine();
      throw problem(
          "ended with status %s%s"
              .formatted(
                  process.exitValue(),
                  why.isEmpty() ? "; run it by hand to see why" : ": " + ForeignText.quoted(why)));
    }
    return login(out.text());
  }

  /** Docker's name for its hub is a URL. */
  private static String asked(String registry) {
    return registry.equals(RegistryNames.DOCKER_HUB) ? "https://index.docker.io/v1/" : registry;
  }

  private Optional<Login> login(String answer) throws RegistryException {
    try {
      JsonObject json = Json.object(answer);
      String user = Json.textOr(json, "Username", "");
      String secret = Json.textOr(json, "Secret", "");
      if (user.isEmpty() || secret.isEmpty()) {
        throw new BadJsonException("expected \"Username\" and \"Secret\"");
      }
      return Optional.of(new Login(user, secret));
    } catch (BadJsonException e) {
      throw problem("printed what cannot be read: " + e.getMessage());
    }
  }

  private RegistryException problem(String what) {
    return new RegistryException(Kind.DENIED, message(what));
  }

  private String message(String what) {
    return "the credential helper \"docker-credential-%s\" %s"
        .formatted(ForeignText.quoted(name), what);
  }
}
