package dev.attestor.input.json;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Takes a text apart that has JSON objects one after another, such as one on each line. */
final class JsonSequence {

  private final String text;
  private final List<JsonObject> found = new ArrayList<>();
  private int at;
  private int line = 1;

  private JsonSequence(String text) {
    this.text = text;
  }

  static List<JsonObject> read(String text) throws BadJsonException {
    return new JsonSequence(text).all();
  }

  private List<JsonObject> all() throws BadJsonException {
    // Editors on Windows put a byte order mark first.
    at = text.startsWith("\uFEFF") ? 1 : 0;
    for (skipBlanks(); at < text.length(); skipBlanks()) {
      if (text.charAt(at) != '{') {
        throw new BadJsonException(
            found.isEmpty()
                ? "line %s: expected a JSON object%s"
                    .formatted(line, text.charAt(at) == '[' ? ", not an array" : "")
                : "line %s: expected the end of the text, or another JSON object".formatted(line));
      }
      int begin = line;
      String object = object();
      try {
        found.add(Json.object(object));
      } catch (BadJsonException e) {
        throw new BadJsonException("line %s: %s".formatted(begin, e.getMessage()), e);
      }
    }
    if (found.isEmpty()) {
      throw new BadJsonException("it is empty, expected a JSON object");
    }
    return found;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      next();
    }
  }

  /** What stands between a brace and the one that closes it, or all if none does. */
  private String object() {
    int start = at;
    int depth = 0;
    boolean quoted = false;
    do {
      char letter = next();
      if (quoted && letter == '\\' && at < text.length()) {
        next();
      } else if (letter == '"') {
        quoted = !quoted;
      } else if (!quoted && letter == '{') {
        depth++;
      } else if (!quoted && letter == '}') {
        depth--;
      }
    } while (depth > 0 && at < text.length());
    return text.substring(start, at);
  }

  private char next() {
    char letter = text.charAt(at++);
    if (letter == '\n') {
      line++;
    }
    return letter;
  }
}
