package dev.attestor.sigstore.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A condition for names: an exact text, or a regular expression that must match the whole name.
 * Matching takes linear time in the length of the name, for any expression.
 */
public sealed interface NamePattern {

  /** Whether a name satisfies the condition. */
  boolean matches(String name);

  /** A name that must be equal. */
  record Exactly(String text) implements NamePattern {
    @Override
    public boolean matches(String name) {
      return text.equals(name);
    }
  }

  /** A name that must match as a whole. */
  record Whole(Pattern pattern) implements NamePattern {
    @Override
    public boolean matches(String name) {
      return pattern.matches(name);
    }
  }

  /** Compares exactly. */
  static NamePattern exactly(String text) {
    return new Exactly(text);
  }

  /**
   * A regular expression if the text contains a special character, otherwise the exact text.
   *
   * @throws IllegalArgumentException if it is not a valid RE2 expression
   */
  static NamePattern of(String text) {
    if (text.chars().noneMatch(c -> "*+?^${}[]|()".indexOf(c) >= 0)) {
      return new Exactly(text);
    }
    try {
      return new Whole(Pattern.compile(text));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "\"%s\" is no regular expression: %s".formatted(text, e.getDescription()), e);
    }
  }
}
