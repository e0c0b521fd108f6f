package dev.attestor.sigstore.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * What a name must be: exactly a text, or the whole of it must match a regular expression. Matching
 * takes time in proportion to the name, whatever the expression.
 */
public sealed interface NamePattern {

  /** Whether a name is such a one. */
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
   * A regular expression if the text has any character that only those have, else the text itself.
   *
   * @throws IllegalArgumentException if it is no regular expression of RE2's
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
