package dev.attestor.sigstore.registry;

import dev.attestor.sigstore.registry.RegistryClient.Endpoint;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.web.Addresses;
import java.net.URI;

/** The meaning of a registry's HTTP status. */
final class RegistryStatuses {

  private RegistryStatuses() {}

  static RegistryException of(Endpoint endpoint, URI address, int status) {
    Kind kind =
        switch (status) {
          // Some registries answer 405 if they do not support referrers.
          case 404, 405, 410 -> Kind.NOT_FOUND;
          case 401, 403 -> Kind.DENIED;
          case 429 -> Kind.UNREACHABLE;
          default -> status >= 500 ? Kind.UNREACHABLE : Kind.BAD_CONTENT;
        };
    String why =
        switch (kind) {
          case NOT_FOUND -> "has nothing at";
          case DENIED -> "does not let these credentials read";
          case UNREACHABLE -> "does not work at";
          case BAD_CONTENT -> "does not answer at";
        };
    return new RegistryException(
        kind,
        "registry \"%s\" %s %s: status %s"
            .formatted(endpoint.registry(), why, Addresses.shown(address), status));
  }
}
