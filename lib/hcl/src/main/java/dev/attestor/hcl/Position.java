package dev.attestor.hcl;

/**
 * A place in a text: the line and the column within it, both counted from 1. Columns count UTF-16
 * characters, as editors and Java do.
 */
public record Position(int line, int column) {
  static final Position START = new Position(1, 1);

  public Position {
    if (line < 1 || column < 1) {
      throw new IllegalArgumentException(
          "position \"" + line + ":" + column + "\" is not in a text, expected both from 1");
    }
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
