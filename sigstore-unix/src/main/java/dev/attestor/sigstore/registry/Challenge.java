package dev.attestor.sigstore.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A registry's challenge in its {@code WWW-Authenticate} headers (RFC 9110, 11.6.1).
 *
 * @param scheme in lower case
 * @param parameters by name in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {

  Challenge {
    parameters = Map.copyOf(parameters);
  }

  /** The best supported challenge: a token is preferred to a login. */
  static Optional<Challenge> best(List<String> headers) {
    List<Challenge> all = headers.stream().flatMap(Challenge::all).toList();
    return all.stream()
        .filter(each -> each.scheme.equals("bearer") && each.parameters.containsKey("realm"))
        .findFirst()
        .or(() -> all.stream().filter(each -> each.scheme.equals("basic")).findFirst());
  }

  /** One header may contain several challenges, whose parameters are also separated by commas. */
  private static Stream<Challenge> all(String header) {
    return new Reader(header).read().stream();
  }

  /** Parses a header in one pass. */
  private static final class Reader {
    private final String text;
    private final List<Challenge> found = new ArrayList<>();
    private final Map<String, String> parameters = new HashMap<>();
    private String scheme = "";
    private int at;

    Reader(String text) {
      this.text = text;
    }

    List<Challenge> read() {
      boolean credentials = false;
      while (skipTo(",") < text.length()) {
        String word = word();
        skip(" \t");
        if (word.isEmpty() || isNext('=')) {
          at++;
          skip(" \t");
          parameters.put(word.toLowerCase(Locale.ROOT), isNext('"') ? quoted() : word());
          credentials = false;
        } else if (!credentials) {
          end();
          scheme = word.toLowerCase(Locale.ROOT);
          // A word that follows without a comma is not a scheme: "Negotiate oYG2MIGzoAMKAQ==".
          credentials = !isNext(',');
        } else {
          credentials = false;
        }
      }
      end();
      return found;
    }

    private void end() {
      if (!scheme.isEmpty()) {
        found.add(new Challenge(scheme, parameters));
      }
      parameters.clear();
    }

    private int skipTo(String separators) {
      skip(separators + " \t");
      return at;
    }

    private void skip(String letters) {
      while (at < text.length() && letters.indexOf(text.charAt(at)) >= 0) {
        at++;
      }
    }

    private boolean isNext(char letter) {
      return at < text.length() && text.charAt(at) == letter;
    }

    private String word() {
      int start = at;
      while (at < text.length() && ", \t=\"".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    private String quoted() {
      StringBuilder value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        if (text.charAt(at) == '\\' && at + 1 < text.length()) {
          at++;
        }
        value.append(text.charAt(at));
      }
      at++;
      return value.toString();
    }
  }
}
