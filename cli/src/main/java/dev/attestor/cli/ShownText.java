package dev.attestor.cli;

import java.util.regex.Pattern;

/** How much of a configured text others may read. */
enum ShownText {
  /** Nothing: the setting may hold anything. */
  NOTHING {
    @Override
    String of(String text) {
      return "(cut out)";
    }
  },
  /** All but the user information and the query of a URL. */
  PLAIN {
    @Override
    String of(String text) {
      int scheme = text.indexOf("://");
      return scheme < 0 ? text : beginning(text, scheme) + address(text.substring(scheme + 3));
    }
  },
  /** The same for addresses, which may have user information without a scheme. */
  ADDRESS {
    @Override
    String of(String text) {
      return text.contains("://") ? PLAIN.of(text) : address(text);
    }
  },
  /** All but the user information of a URL. A {@code @} in its path belongs to the identity. */
  IDENTITY {
    @Override
    String of(String text) {
      return USER.matcher(text).replaceAll("://...@");
    }
  };

  private static final Pattern USER = Pattern.compile("://[^/]*@");
  private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

  /** What is shown of a text. */
  abstract String of(String text);

  private static String beginning(String text, int scheme) {
    String name = text.substring(0, scheme);
    return (SCHEME.matcher(name).matches() ? name : "...") + "://";
  }

  /** If a query or fragment seems to come before the user information, nothing is sure. */
  private static String address(String text) {
    int user = text.lastIndexOf('@');
    int query = indexOfQuery(text);
    if (query >= 0 && query < user) {
      return "...";
    }
    String shown = user < 0 ? text : "...@" + text.substring(user + 1);
    int rest = indexOfQuery(shown);
    return rest < 0 ? shown : shown.substring(0, rest + 1) + "...";
  }

  private static int indexOfQuery(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '?' || text.charAt(i) == '#') {
        return i;
      }
    }
    return -1;
  }
}
