package dev.attestor.kubernetes;

import com.google.gson.JsonObject;
import dev.attestor.input.program.ProgramOutput;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A program that returns credentials, as Kubernetes defines it ({@code
 * client.authentication.k8s.io}). It runs without a terminal, with a time limit, and without access
 * to our own streams. If it fails, the error contains the last line that it wrote to stderr.
 */
record ExecPlugin(
    String version,
    List<String> command,
    Map<String, String> environment,
    String info,
    Path kubeconfig) {

  private static final String GROUP = "client.authentication.k8s.io/";
  private static final Set<String> VERSIONS = Set.of(GROUP + "v1", GROUP + "v1beta1");
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_LINE = 300;

  /** What a token or key looks like: many characters without a blank. */
  private static final Pattern SECRET = Pattern.compile("eyJ[\\w-]{8}|[\\w+=-]{32}");

  private static final Duration AFTER_THE_END = Duration.ofSeconds(1);

  /**
   * Reads the {@code exec} section of a user in a kubeconfig.
   *
   * @param cluster the description of the cluster for the program; if empty, it receives none
   */
  static ExecPlugin of(
      KubeconfigSection exec, Optional<JsonObject> cluster, Path folder, Path kubeconfig)
      throws ApiAccessException {
    String version = exec.text("apiVersion").orElse("");
    if (!VERSIONS.contains(version)) {
      throw Kubeconfig.problem(
          kubeconfig,
          "the exec plugin is of the version \"%s\", expected %sv1 or %sv1beta1"
              .formatted(version, GROUP, GROUP));
    }
    if (exec.text("interactiveMode").equals(Optional.of("Always"))) {
      throw exec.problem("interactiveMode", "is Always, and there is no terminal here");
    }
    String program =
        exec.text("command")
            .orElseThrow(() -> Kubeconfig.problem(kubeconfig, "the exec plugin has no command"));
    List<String> command = new ArrayList<>();
    // A bare name is looked up on the PATH; a relative path is relative to the kubeconfig.
    command.add(
        program.contains("/") || program.contains("\\")
            ? folder.resolve(program).normalize().toString()
            : program);
    command.addAll(exec.texts("args"));
    Map<String, String> environment = new HashMap<>();
    for (KubeconfigSection variable : exec.sections("env")) {
      environment.put(variable.text("name").orElse(""), variable.text("value").orElse(""));
    }
    environment.remove("");
    return new ExecPlugin(
        version, List.copyOf(command), Map.copyOf(environment), info(version, cluster), kubeconfig);
  }

  /** Runs the program and returns its credentials. */
  ExecCredential run(Duration limit) throws ApiAccessException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("KUBERNETES_EXEC_INFO", info);
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
    ProgramOutput output = ProgramOutput.first(process.getInputStream(), MAX_BYTES);
    ProgramOutput errors = ProgramOutput.last(process.getErrorStream(), MAX_LINE);
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw problem("did not end within %s ms".formatted(limit.toMillis()));
      }
      if (!output.awaitEnd(AFTER_THE_END) || output.isTooLong()) {
        throw problem(
            "printed more than %s bytes, or did not close its output".formatted(MAX_BYTES));
      }
      if (process.exitValue() != 0) {
        // A child process of the program may keep it open.
        boolean unused = errors.awaitEnd(AFTER_THE_END);
        throw problem("ended with status " + process.exitValue() + reason(errors.lastLine()));
      }
      return output.bytes();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String reason(String line) {
    if (line.isEmpty()) {
      return " and no message";
    }
    return SECRET.matcher(line).find()
        ? "; its message may contain a credential, so run it by hand to see it"
        : ": " + line;
  }

  private static String info(String version, Optional<JsonObject> cluster) {
    JsonObject spec = new JsonObject();
    cluster.ifPresent(told -> spec.add("cluster", told));
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
