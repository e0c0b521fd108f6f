package dev.attestor.core.config;

import dev.attestor.hcl.HclEntry;
import dev.attestor.hcl.HclList;
import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.HclText;
import dev.attestor.hcl.HclValue;
import dev.attestor.hcl.decode.Problems;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment variables in the text of a configuration. */
public final class Variables {

  private static final Pattern BRACED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)\\}");

  /** In the order of Go's os.Expand: special ones, names, broken braces. */
  private static final Pattern ANY =
      Pattern.compile(
          "\\$(?:\\{(?<braced>[^}]+)\\}|(?<special>[*#$@!?0-9-])|(?<name>[A-Za-z_][A-Za-z0-9_]*)"
              + "|(?<broken>\\{\\}?))");

  private Variables() {}

  /**
   * The text with all {@code $NAME} and {@code ${NAME}} replaced, like SPIRE's {@code -expandEnv}:
   * a variable that is not set is empty, and {@code $$} is a dollar sign.
   */
  public static String expand(String text, Environment environment) {
    Matcher matcher = ANY.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (matcher.find()) {
      String name = matcher.group("braced");
      name = name == null ? matcher.group("special") : name;
      name = name == null ? matcher.group("name") : name;
      // Go drops braces that contain no name or never close.
      String value = name == null ? "" : name.equals("$") ? "$" : environment.get(name);
      matcher.appendReplacement(expanded, Matcher.quoteReplacement(value == null ? "" : value));
    }
    return matcher.appendTail(expanded).toString();
  }

  /** Reports variables in braces, which are not replaced. Shows no value around them. */
  static void warnOfLiteral(List<HclEntry> entries, Problems problems) {
    entries.forEach(entry -> warnOfLiteral(entry.value(), problems));
  }

  private static void warnOfLiteral(HclValue value, Problems problems) {
    if (value instanceof HclObject object) {
      warnOfLiteral(object.entries(), problems);
    } else if (value instanceof HclList list) {
      list.items().forEach(item -> warnOfLiteral(item, problems));
    } else if (value instanceof HclText text) {
      Matcher matcher = BRACED.matcher(text.value());
      if (matcher.find()) {
        problems.warning(
            text.position(),
            ("%s is not expanded: SPIRE does that with -expandEnv, Attestor's commands with"
                    + " --expand-env")
                .formatted(matcher.group()));
      }
    }
  }
}
