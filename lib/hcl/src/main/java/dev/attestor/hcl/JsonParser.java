package dev.attestor.hcl;

import java.util.ArrayList;
import java.util.List;

/** Parses JSON (RFC 8259). As in HCL 1, a comma may follow the last entry or item. */
final class JsonParser extends Parser {
  JsonParser(Source source) {
    super(new JsonLexer(source), "a string, number, true, false, null, list or object");
  }

  @Override
  HclObject document() throws HclSyntaxException {
    advance();
    if (!at(Token.Kind.LEFT_BRACE)) {
      throw expected("\"{\"");
    }
    HclObject document = object();
    if (!at(Token.Kind.END)) {
      throw expected("end of text after the closing \"}\"");
    }
    return document;
  }

  @Override
  HclObject object() throws HclSyntaxException {
    Token start = open();
    List<HclEntry> entries = new ArrayList<>();
    while (!closes(start, Token.Kind.RIGHT_BRACE)) {
      HclEntry entry = entry();
      entries.add(entry);
      separate(
          start,
          Token.Kind.RIGHT_BRACE,
          "\",\" or \"}\" after the value of key " + Quote.text(entry.key()));
    }
    close();
    return new HclObject(entries, start.position());
  }

  private HclEntry entry() throws HclSyntaxException {
    if (!at(Token.Kind.STRING)) {
      throw expected("a key in double quotes or \"}\"");
    }
    Token key = advance();
    String name = "key " + Quote.text(key.text());
    if (!at(Token.Kind.COLON)) {
      throw expected("\":\" after " + name);
    }
    advance();
    HclValue value = value(valueKinds() + " for " + name);
    return new HclEntry(key.text(), List.of(), value, key.position(), false);
  }
}
