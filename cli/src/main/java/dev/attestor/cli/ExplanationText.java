package dev.attestor.cli;

import com.google.gson.stream.JsonWriter;
import dev.attestor.core.explain.Explanation;
import dev.attestor.core.explain.Step;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Explanations for people, and for programs. */
final class ExplanationText {

  private static final int MAX_LINE = 8192;

  private ExplanationText() {}

  /** A page of text. What others chose is made printable. */
  static String of(Explanation explanation) {
    StringBuilder page = new StringBuilder();
    page.append("process %s\n".formatted(explanation.pid()));
    for (Step step : explanation.steps()) {
      page.append("%10s ms  %s: %s\n".formatted(millis(step.at()), step.what(), line(step.said())));
      step.evidence()
          .forEach(
              (name, value) ->
                  page.append(" ".repeat(17))
                      .append("%s: %s\n".formatted(line(name), line(value))));
    }
    page.append(
        "%s after %s ms: %s"
            .formatted(
                outcome(explanation), millis(explanation.took()), line(explanation.answer())));
    for (Explanation.Origin each : explanation.selectors()) {
      page.append("\n  k8s:%s\n      from %s".formatted(line(each.selector()), each.source()));
    }
    return page.toString();
  }

  /** An array with one object for each process. */
  static String json(List<Explanation> all) throws IOException {
    StringWriter text = new StringWriter();
    JsonWriter json = new JsonWriter(text);
    json.setIndent("  ");
    json.setHtmlSafe(false);
    json.beginArray();
    for (Explanation each : all) {
      write(json, each);
    }
    json.endArray();
    json.flush();
    return text.toString();
  }

  private static void write(JsonWriter json, Explanation explanation) throws IOException {
    json.beginObject();
    json.name("pid").value(explanation.pid());
    json.name("outcome").value(outcome(explanation));
    json.name("answer").value(explanation.answer());
    json.name("took_ms").value(tenths(explanation.took()));
    json.name("steps").beginArray();
    for (Step step : explanation.steps()) {
      json.beginObject();
      json.name("at_ms").value(tenths(step.at()));
      json.name("what").value(step.what());
      json.name("said").value(step.said());
      json.name("evidence").beginObject();
      for (var entry : step.evidence().entrySet()) {
        json.name(entry.getKey()).value(entry.getValue());
      }
      json.endObject();
      json.endObject();
    }
    json.endArray();
    json.name("selectors").beginArray();
    for (Explanation.Origin each : explanation.selectors()) {
      json.beginObject();
      json.name("selector").value("k8s:" + each.selector());
      json.name("source").value(each.source());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private static String outcome(Explanation explanation) {
    return explanation.outcome().name().toLowerCase(Locale.ROOT);
  }

  private static double tenths(Duration time) {
    return Math.round(time.toNanos() / 1e5) / 10.0;
  }

  private static String millis(Duration time) {
    return String.valueOf(tenths(time));
  }

  private static String line(String text) {
    return ForeignText.line(text, MAX_LINE);
  }
}
