package dev.attestor.kubernetes.objects;

import dev.attestor.input.text.ForeignText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * The name of an object. One that exists is safe in the path of a URL: it stays one segment, and no
 * server can read it as a way to another object.
 *
 * @param namespace empty for an object that is in none
 */
public record ObjectKey(String namespace, String name) {

  /** The most bytes that the API allows in a name. */
  private static final int MAX_NAME = 253;

  // RFC 1123, as the API demands of namespaces.
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * Checks both.
   *
   * @throws IllegalArgumentException if the API server could have no such object
   */
  public ObjectKey {
    if (!namespace.isEmpty() && !LABEL.matcher(namespace).matches()) {
      throw new IllegalArgumentException(
          "namespace \"%s\" is not a DNS label".formatted(ForeignText.quoted(namespace)));
    }
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "\"%s\" is not a name of an object, expected 1 to %s bytes, not \".\" or \"..\", without \"/\", \"%%\" and control characters"
              .formatted(ForeignText.quoted(name), MAX_NAME));
    }
  }

  /** Whether a text is as long as a name or a UID may be, and has no control characters. */
  public static boolean isPrintable(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** Whether the API allows a name: most types allow less, but none more than one path segment. */
  private static boolean isName(String name) {
    return !name.isEmpty()
        && isPrintable(name)
        && !name.equals(".")
        && !name.equals("..")
        && name.chars().noneMatch(c -> c == '/' || c == '%');
  }

  String escapedName() {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Namespace and name as selectors have them. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
