package dev.attestor.kubernetes.keys;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The keys that an issuer of tokens publishes as OpenID Connect Discovery 1.0 says: a document at a
 * fixed place names the issuer and its key set. Only HTTPS is used, so that whoever has the
 * certificate of the issuer's host names its keys, and nobody else.
 */
public final class OidcIssuer implements KeyPublisher {

  private static final String PLACE = "/.well-known/openid-configuration";

  private final String issuer;
  private final Optional<Path> authorities;

  /**
   * Reads and connects to nothing before its first use.
   *
   * @param issuer for which {@link #isValid} holds
   * @param authorities a PEM file of the only CAs that the certificates of its hosts may chain to;
   *     if empty, those of the Java runtime
   */
  public OidcIssuer(String issuer, Optional<Path> authorities) {
    this.issuer = issuer;
    this.authorities = authorities;
  }

  /**
   * Whether this can be the address of an issuer: HTTPS with a host, without query and fragment.
   */
  public static boolean isValid(String issuer) {
    Optional<URI> address = https(issuer);
    return address.isPresent()
        && address.get().getRawQuery() == null
        && address.get().getRawFragment() == null;
  }

  @Override
  public String read() throws KeyPublisherException {
    // Section 4: a slash at the end of the issuer is not part of the address.
    URI place = URI.create((issuer.endsWith("/") ? chopped(issuer) : issuer) + PLACE);
    HttpsReader reader = HttpsReader.trusting(authorities);
    Discovery discovery = Discovery.parse(place, reader.get(place));
    // Section 4.3: the issuer must be exactly the one that was asked for.
    if (!discovery.issuer().equals(issuer)) {
      throw new KeyPublisherException(
          "\"%s\" names the issuer \"%s\", expected exactly \"%s\""
              .formatted(place, discovery.issuer(), issuer),
          null);
    }
    URI keys =
        https(discovery.keys())
            .orElseThrow(
                () ->
                    new KeyPublisherException(
                        "\"%s\" names the key set \"%s\", expected https://<host>/<path>"
                            .formatted(place, discovery.keys()),
                        null));
    return reader.get(keys);
  }

  private static String chopped(String text) {
    return text.substring(0, text.length() - 1);
  }

  private static Optional<URI> https(String text) {
    try {
      URI address = new URI(text);
      return "https".equals(address.getScheme())
              && address.getHost() != null
              && address.getUserInfo() == null
          ? Optional.of(address)
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
