package dev.attestor.sigstore.registry;

import dev.attestor.sigstore.web.WebReply;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The next page of a list, from the header {@code Link} (RFC 8288). */
final class Links {

  // A match never extends beyond the next "<", so that parsing takes linear time for any header.
  private static final Pattern NEXT = Pattern.compile("<([^<>]*+)>\\s*+;\\s*+rel=\"?next\"?");

  private Links() {}

  /**
   * Returns the next page; empty if this was the last. It must be on the same host as the first
   * page, regardless of redirects, because the credential is sent there.
   */
  static Optional<URI> next(URI asked, WebReply reply) throws RegistryException {
    Matcher link = NEXT.matcher(reply.header("Link").orElse(""));
    if (!link.find()) {
      return Optional.empty();
    }
    try {
      URI next = asked.resolve(link.group(1));
      if (String.valueOf(next.getRawAuthority()).equals(asked.getRawAuthority())
          && String.valueOf(next.getScheme()).equals(asked.getScheme())) {
        return Optional.of(next);
      }
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          RegistryException.Kind.BAD_CONTENT, "a list of referrers goes on at no address", e);
    }
    throw new RegistryException(
        RegistryException.Kind.BAD_CONTENT, "a list of referrers goes on at another host");
  }
}
