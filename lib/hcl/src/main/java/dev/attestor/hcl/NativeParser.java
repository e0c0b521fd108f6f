package dev.attestor.hcl;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses the native syntax. Entries may be separated by commas; line ends between them are
 * optional.
 */
final class NativeParser extends Parser {
  NativeParser(Source source) {
    super(new NativeLexer(source), "a quoted string, number, true, false, list or object");
  }

  @Override
  HclObject document() throws HclSyntaxException {
    advance();
    List<HclEntry> entries = new ArrayList<>();
    while (!at(Token.Kind.END)) {
      entries.add(entry("a key"));
    }
    return new HclObject(entries, Position.START);
  }

  @Override
  HclObject object() throws HclSyntaxException {
    Token start = open();
    List<HclEntry> entries = new ArrayList<>();
    while (!closes(start, Token.Kind.RIGHT_BRACE)) {
      entries.add(entry("a key or \"}\""));
    }
    close();
    return new HclObject(entries, start.position());
  }

  private HclEntry entry(String expected) throws HclSyntaxException {
    if (!atName()) {
      throw expected(expected);
    }
    Token key = advance();
    HclEntry entry = at(Token.Kind.EQUALS) ? assignment(key) : block(key);
    if (at(Token.Kind.COMMA)) {
      advance();
    }
    return entry;
  }

  private boolean atName() {
    return at(Token.Kind.IDENTIFIER) || at(Token.Kind.STRING);
  }

  private HclEntry assignment(Token key) throws HclSyntaxException {
    advance();
    HclValue value = value(valueKinds() + " for key " + Quote.text(key.text()));
    return new HclEntry(key.text(), List.of(), value, key.position(), false);
  }

  private HclEntry block(Token key) throws HclSyntaxException {
    List<HclText> labels = new ArrayList<>();
    while (atName()) {
      labels.add(text(advance()));
    }
    if (!at(Token.Kind.LEFT_BRACE)) {
      throw expected(afterName(key, labels));
    }
    return new HclEntry(key.text(), labels, object(), key.position(), true);
  }

  private static String afterName(Token key, List<HclText> labels) {
    String name = "key " + Quote.text(key.text());
    if (labels.isEmpty()) {
      return "\"=\" or \"{\" after " + name;
    }
    String label = labels.get(labels.size() - 1).value();
    return "\"{\" after label " + Quote.text(label) + " of " + name;
  }
}
