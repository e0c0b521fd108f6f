package dev.attestor.kubernetes;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A program that returns credentials, as Kubernetes defines it ({@code
 * client.authentication.k8s.io}). It runs without a terminal, with a time limit, and without access
 * to our own streams. Its stderr is discarded, because it could contain secrets.
 */
record ExecPlugin(
    String version, List<String> command, Map<String, String> environment, Path kubeconfig) {

  private static final String GROUP = "client.authentication.k8s.io/";
  private static final Set<String> VERSIONS = Set.of(GROUP + "v1", GROUP + "v1beta1");
  private static final int MAX_BYTES = 1 << 20;

  /** Reads the {@code exec} section of a user in a kubeconfig. */
  static ExecPlugin of(Map<?, ?> exec, Path folder, Path kubeconfig) throws ApiAccessException {
    String version = KubeconfigSection.text(exec, "apiVersion").orElse("");
    if (!VERSIONS.contains(version)) {
      throw Kubeconfig.problem(
          kubeconfig,
          "the exec plugin is of the version \"%s\", expected %sv1 or %sv1beta1"
              .formatted(version, GROUP, GROUP));
    }
    String program =
        KubeconfigSection.text(exec, "command")
            .orElseThrow(() -> Kubeconfig.problem(kubeconfig, "the exec plugin has no command"));
    List<String> command = new ArrayList<>();
    // A bare name is looked up on the PATH; a relative path is relative to the kubeconfig.
    command.add(
        program.contains("/") || program.contains("\\")
            ? folder.resolve(program).normalize().toString()
            : program);
    if (exec.get("args") instanceof List<?> arguments) {
      arguments.forEach(argument -> command.add(KubeconfigSection.text(argument)));
    }
    Map<String, String> environment = new HashMap<>();
    if (exec.get("env") instanceof List<?> variables) {
      for (Object variable : variables) {
        if (variable instanceof Map<?, ?> pair) {
          environment.put(
              KubeconfigSection.text(pair, "name").orElse(""),
              KubeconfigSection.text(pair, "value").orElse(""));
        }
      }
    }
    environment.remove("");
    return new ExecPlugin(version, List.copyOf(command), Map.copyOf(environment), kubeconfig);
  }

  /** Runs the program and returns its credentials. */
  ExecCredential run(Duration limit) throws ApiAccessException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    builder.environment().put("KUBERNETES_EXEC_INFO", info());
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return ExecCredential.parse(output(process, limit), version, this::problem);
    } catch (IOException e) {
      throw problem("cannot be run: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw problem("was interrupted");
    }
  }

  private byte[] output(Process process, Duration limit)
      throws InterruptedException, ApiAccessException {
    byte[][] read = {{}};
    Thread reader =
        new Thread(
            () -> {
              // Closed after the time limit, so that reading stops even if the program keeps
              // running.
              try (InputStream in = process.getInputStream()) {
                read[0] = in.readNBytes(MAX_BYTES + 1);
              } catch (IOException e) {
                // Nothing could be read; the code below reports that.
              }
            },
            "exec-credential");
    reader.setDaemon(true);
    reader.start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw problem("did not end within %s ms".formatted(limit.toMillis()));
      }
      reader.join(TimeUnit.SECONDS.toMillis(1));
      if (reader.isAlive() || read[0].length > MAX_BYTES) {
        throw problem(
            "gave out more than %s bytes, or did not close its output".formatted(MAX_BYTES));
      }
      if (process.exitValue() != 0) {
        throw problem(
            "ended with status %s; run it by hand to see why".formatted(process.exitValue()));
      }
      return read[0];
    } finally {
      process.destroyForcibly();
    }
  }

  private String info() {
    JsonObject spec = new JsonObject();
    spec.addProperty("interactive", false);
    JsonObject info = new JsonObject();
    info.addProperty("kind", "ExecCredential");
    info.addProperty("apiVersion", version);
    info.add("spec", spec);
    return info.toString();
  }

  private ApiAccessException problem(String what) {
    return Kubeconfig.problem(
        kubeconfig, "the exec plugin \"%s\" %s".formatted(command.get(0), what));
  }

  @Override
  public String toString() {
    return "ExecPlugin[" + command.get(0) + "]";
  }
}
