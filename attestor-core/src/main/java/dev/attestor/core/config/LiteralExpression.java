package dev.attestor.core.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that looks as if a name was meant: {@code v1.30.4+k3s1} does not match its
 * own text, for the plus repeats the 4. Only the form is looked at; nothing is matched.
 */
final class LiteralExpression {

  /** What nobody writes in a name: wildcards, classes, alternatives, escapes, counts. */
  private static final Pattern CLEAR =
      Pattern.compile(
          "\\.[*+?]|\\[\\^?]?+[^\\]]*+](?:[*+?]|\\{[0-9,]*+})?+|\\\\.[*+?]?+|https\\?|\\)[*+?{]|[|{}]");

  private static final Pattern REPEATED = Pattern.compile("([^.*+?^$()|\\[\\]{}\\\\])\\+");
  private static final Pattern SPECIAL = Pattern.compile("[^*+?()^$]([*+?])|[()]");

  private LiteralExpression() {}

  /**
   * The expression for the name that was probably meant. Empty if an expression was meant, or if
   * the text is no expression, which is an error of its own.
   */
  static Optional<String> escaped(String expression) {
    if (!isExpression(expression)) {
      return Optional.empty();
    }
    int start = expression.startsWith("^") ? 1 : 0;
    int end = expression.length() - (expression.endsWith("$") ? 1 : 0);
    if (end <= start) {
      return Optional.empty();
    }
    String inner = expression.substring(start, end);
    Matcher clear = CLEAR.matcher(inner);
    StringBuilder escaped = new StringBuilder();
    StringBuilder rest = new StringBuilder();
    int done = 0;
    while (clear.find()) {
      escape(inner.substring(done, clear.start()), escaped);
      escaped.append(clear.group());
      rest.append(inner, done, clear.start()).append('(');
      done = clear.end();
    }
    escape(inner.substring(done), escaped);
    rest.append(inner.substring(done));
    boolean meantAsName =
        REPEATED.matcher(rest).find() || (done == 0 && SPECIAL.matcher(inner).find());
    return meantAsName
        ? Optional.of(expression.substring(0, start) + escaped + expression.substring(end))
        : Optional.empty();
  }

  private static boolean isExpression(String text) {
    try {
      Pattern unused = Pattern.compile(text);
      return true;
    } catch (PatternSyntaxException e) {
      return false;
    }
  }

  private static void escape(String name, StringBuilder escaped) {
    for (int at = 0; at < name.length(); at++) {
      char letter = name.charAt(at);
      if (".*+?()".indexOf(letter) >= 0) {
        escaped.append('[').append(letter).append(']');
      } else {
        escaped.append(letter);
      }
    }
  }
}
