package dev.attestor.sigstore.registry;

import dev.attestor.input.json.BadJsonException;
import dev.attestor.sigstore.registry.RegistryClient.Endpoint;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.web.WebReply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lists the referrers of a manifest, page by page: "Listing Referrers" of the OCI distribution
 * specification 1.1.
 */
final class ReferrersApi {

  /** The media type of a list of referrers. */
  static final String TYPE = "application/vnd.oci.image.index.v1+json";

  private static final int MAX_PAGES = 10;

  /**
   * The status codes of registries without this API, in addition to those for any missing content.
   */
  private static final Set<Integer> UNKNOWN = Set.of(400, 406, 501);

  /** Sends a request with the login that the registry requires. */
  @FunctionalInterface
  interface AuthorizedRequest {
    WebReply ask(URI address) throws RegistryException;
  }

  private final Endpoint endpoint;
  private final AuthorizedRequest asking;

  ReferrersApi(Endpoint endpoint, AuthorizedRequest asking) {
    this.endpoint = endpoint;
    this.asking = asking;
  }

  /**
   * The whole list.
   *
   * @throws RegistryException of kind {@code NOT_FOUND} if the registry does not have this API
   */
  List<Descriptor> list(Digest subject) throws RegistryException {
    List<Descriptor> found = new ArrayList<>();
    Optional<URI> page = Optional.of(endpoint.resolve("referrers/" + subject));
    for (int pages = 0; page.isPresent(); pages++) {
      if (pages == MAX_PAGES) {
        throw new RegistryException(
            Kind.BAD_CONTENT,
            "registry \"%s\" has more than %s pages of referrers"
                .formatted(endpoint.registry(), MAX_PAGES));
      }
      WebReply reply = asking.ask(page.get());
      requireList(page.get(), reply);
      found.addAll(read(reply));
      page = Links.next(page.get(), reply);
    }
    return found;
  }

  private void requireList(URI address, WebReply reply) throws RegistryException {
    if (reply.status() != 200) {
      int status = UNKNOWN.contains(reply.status()) ? 404 : reply.status();
      throw RegistryStatuses.of(endpoint, address, status);
    }
    String type = reply.header("Content-Type").orElse("");
    if (!type.startsWith(TYPE)) {
      // Some registries answer every path with an HTML page.
      throw RegistryStatuses.of(endpoint, address, 404);
    }
  }

  private List<Descriptor> read(WebReply reply) throws RegistryException {
    try {
      return Manifest.parse(reply.body()).manifests();
    } catch (BadJsonException e) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "registry \"%s\" has a list of referrers that cannot be read: %s"
              .formatted(endpoint.registry(), e.getMessage()),
          e);
    }
  }
}
