package dev.attestor.cli;

import com.google.gson.stream.JsonWriter;
import dev.attestor.core.attest.Attestation;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result for one process.
 *
 * @param selectors with the prefix {@code k8s:}
 * @param error null unless it failed
 */
record PidResult(int pid, Status status, List<String> selectors, @Nullable String error) {

  /** How it went. */
  enum Status {
    ATTESTED,
    NOT_IN_POD,
    FAILED
  }

  static PidResult of(int pid, Attestation attestation) {
    Status status = attestation instanceof Attestation.InPod ? Status.ATTESTED : Status.NOT_IN_POD;
    List<String> selectors =
        attestation.selectors().values().stream().map(value -> "k8s:" + value).toList();
    return new PidResult(pid, status, selectors, null);
  }

  static PidResult failed(int pid, String error) {
    return new PidResult(pid, Status.FAILED, List.of(), error);
  }

  /** The exit code for the worst result. */
  static int exitCode(List<PidResult> results) {
    if (results.stream().anyMatch(result -> result.status == Status.FAILED)) {
      return ExitCode.FAILED;
    }
    boolean outside = results.stream().anyMatch(result -> result.status == Status.NOT_IN_POD);
    return outside ? ExitCode.NOT_IN_POD : ExitCode.OK;
  }

  static void printText(Console console, List<PidResult> results) {
    for (PidResult result : results) {
      if (results.size() > 1) {
        console.result("# pid " + result.pid);
      }
      result.selectors.forEach(console::result);
      if (result.error != null) {
        console.error(result.error);
      } else if (result.status == Status.NOT_IN_POD) {
        console.say("process %s is not in a pod".formatted(result.pid));
      }
    }
  }

  static void printJson(Console console, List<PidResult> results) throws IOException {
    JsonWriter json = new JsonWriter(console.out());
    json.setIndent("  ");
    json.setHtmlSafe(false);
    json.beginArray();
    for (PidResult result : results) {
      result.write(json);
    }
    json.endArray();
    json.flush();
    console.result("");
  }

  private void write(JsonWriter json) throws IOException {
    json.beginObject();
    json.name("pid").value(pid);
    json.name("status").value(status.name().toLowerCase(Locale.ROOT));
    json.name("selectors").beginArray();
    for (String selector : selectors) {
      json.value(selector);
    }
    json.endArray();
    json.name("error").value(error);
    json.endObject();
  }
}
