package dev.attestor.sigstore.registry;

import dev.attestor.input.json.BadJsonException;
import dev.attestor.sigstore.registry.RegistryClient.Endpoint;
import dev.attestor.sigstore.registry.RegistryException.Kind;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import dev.attestor.sigstore.web.WebException;
import dev.attestor.sigstore.web.WebReply;
import dev.attestor.sigstore.web.WebRequest;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One repository, used during one verification by one thread. Mirrors are tried first; content
 * counts as missing only if all places say so.
 */
public final class Repository {

  private static final long MAX_MANIFEST = 4 << 20;
  private static final long MAX_BLOB = 16 << 20;
  private static final String MANIFEST_TYPES =
      String.join(
          ", ",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.docker.distribution.manifest.v2+json");

  private final WebClient web;
  private final Authorizer authorizer;
  private final List<Endpoint> endpoints;
  private final Deadline deadline;
  private final Map<Endpoint, String> authorizations = new HashMap<>();

  Repository(WebClient web, Authorizer authorizer, List<Endpoint> endpoints, Deadline deadline) {
    this.web = web;
    this.authorizer = authorizer;
    this.endpoints = List.copyOf(endpoints);
    this.deadline = deadline;
  }

  /**
   * The manifest with a digest.
   *
   * @throws RegistryException if there is none, or the registry serves something else under that
   *     digest
   */
  public Manifest manifest(Digest digest) throws RegistryException {
    return everywhere(endpoint -> manifest(endpoint, digest.toString(), Optional.of(digest)));
  }

  /**
   * The manifest with a tag; empty if there is no such tag. Anybody who can write to the repository
   * chooses its tags.
   */
  public Optional<Manifest> manifest(String tag) throws RegistryException {
    return orNothing(() -> everywhere(endpoint -> manifest(endpoint, tag, Optional.empty())));
  }

  private Manifest manifest(Endpoint endpoint, String reference, Optional<Digest> digest)
      throws RegistryException {
    URI address = endpoint.resolve("manifests/" + reference);
    byte[] content = content(endpoint, address, MANIFEST_TYPES, MAX_MANIFEST);
    if (digest.isPresent()) {
      requireDigest(endpoint, "manifest", digest.get(), content);
    }
    try {
      return Manifest.parse(content);
    } catch (BadJsonException e) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "registry \"%s\" has a manifest \"%s\" that cannot be read: %s"
              .formatted(endpoint.registry(), reference, e.getMessage()),
          e);
    }
  }

  /**
   * The content that a descriptor names.
   *
   * @throws RegistryException if it is unavailable, has another size or digest, or is larger than
   *     16 MiB
   */
  public byte[] blob(Descriptor descriptor) throws RegistryException {
    if (descriptor.size() > MAX_BLOB) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "blob \"%s\" has %s bytes, expected at most %s"
              .formatted(descriptor.digest(), descriptor.size(), MAX_BLOB));
    }
    return everywhere(
        endpoint -> {
          URI address = endpoint.resolve("blobs/" + descriptor.digest());
          byte[] content = content(endpoint, address, "*/*", descriptor.size());
          requireDigest(endpoint, "blob", descriptor.digest(), content);
          return content;
        });
  }

  /**
   * The manifests that say they belong to the one with this digest, from the referrers API.
   *
   * @throws RegistryException of kind {@code NOT_FOUND} if no place has that API
   */
  public List<Descriptor> referrers(Digest digest) throws RegistryException {
    // A mirror may pass on images alone, and answer with an empty list; the last place is the
    // registry itself.
    Endpoint last = endpoints.get(endpoints.size() - 1);
    MirrorFailures failures = new MirrorFailures();
    for (Endpoint endpoint : endpoints) {
      try {
        List<Descriptor> listed = referrers(endpoint, digest);
        if (!listed.isEmpty() || endpoint.equals(last)) {
          return listed;
        }
      } catch (RegistryException e) {
        failures.add(e);
      }
    }
    throw failures.all();
  }

  private List<Descriptor> referrers(Endpoint endpoint, Digest digest) throws RegistryException {
    // Some registries never answer this question; then there must be time for other ones.
    Deadline half = deadline.half();
    return new ReferrersApi(
            endpoint, address -> reply(endpoint, address, ReferrersApi.TYPE, MAX_MANIFEST, half))
        .list(digest);
  }

  private byte[] content(Endpoint endpoint, URI address, String accept, long limit)
      throws RegistryException {
    WebReply reply = reply(endpoint, address, accept, limit, deadline);
    if (reply.status() != 200) {
      throw RegistryStatuses.of(endpoint, address, reply.status());
    }
    return reply.body();
  }

  /** The response, whatever its status, after authentication if the registry requires it. */
  private WebReply reply(Endpoint endpoint, URI address, String accept, long limit, Deadline until)
      throws RegistryException {
    try {
      WebReply reply = send(endpoint, address, accept, limit, until);
      if (reply.status() == 401) {
        authorizations.put(
            endpoint, authorizer.meet(reply.headers("WWW-Authenticate"), endpoint, until));
        reply = send(endpoint, address, accept, limit, until);
      }
      return reply;
    } catch (WebException e) {
      throw new RegistryException(
          e.kind() == WebException.Kind.UNREACHABLE ? Kind.UNREACHABLE : Kind.BAD_CONTENT,
          "registry \"%s\": %s".formatted(endpoint.registry(), e.getMessage()),
          e);
    }
  }

  private WebReply send(Endpoint endpoint, URI address, String accept, long limit, Deadline until)
      throws WebException {
    return web.send(
        WebRequest.get(address, accept, Optional.ofNullable(authorizations.get(endpoint)), limit),
        until);
  }

  private static void requireDigest(Endpoint endpoint, String what, Digest expected, byte[] content)
      throws RegistryException {
    Digest actual = Digest.of(content);
    if (!actual.equals(expected)) {
      throw new RegistryException(
          Kind.BAD_CONTENT,
          "registry \"%s\" serves a %s with the digest \"%s\", expected \"%s\""
              .formatted(endpoint.registry(), what, actual, expected));
    }
  }

  /** Reads something from one place. */
  @FunctionalInterface
  private interface Reading<T> {
    T at(Endpoint endpoint) throws RegistryException;
  }

  /** Reads something from all places. */
  @FunctionalInterface
  private interface Anywhere<T> {
    T read() throws RegistryException;
  }

  /** Returns the first success; otherwise throws an exception that names all failures. */
  private <T> T everywhere(Reading<T> reading) throws RegistryException {
    MirrorFailures failures = new MirrorFailures();
    for (Endpoint endpoint : endpoints) {
      try {
        return reading.at(endpoint);
      } catch (RegistryException e) {
        failures.add(e);
      }
    }
    throw failures.all();
  }

  private static <T> Optional<T> orNothing(Anywhere<T> anywhere) throws RegistryException {
    try {
      return Optional.of(anywhere.read());
    } catch (RegistryException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
