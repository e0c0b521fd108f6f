package dev.attestor.sigstore.registry;

import dev.attestor.core.config.RegistryNames;
import dev.attestor.core.config.SigstoreConfig;
import dev.attestor.sigstore.web.Addresses;
import dev.attestor.sigstore.web.Deadline;
import dev.attestor.sigstore.web.WebClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Opens repositories, with the mirrors and logins of their registries. */
public final class RegistryClient implements AutoCloseable {

  private final WebClient web;
  private final Authorizer authorizer;
  private final Map<String, List<URI>> mirrors;
  private final Optional<String> signatures;
  private final Set<String> plainHttp;

  /** Asks through the given client, of which all registries want TLS. */
  public RegistryClient(WebClient web, SigstoreConfig.Registries registries) {
    this(web, registries, SigstoreConfig.Network.DIRECT);
  }

  /** Asks through the given client, which is made for the same network. */
  public RegistryClient(
      WebClient web, SigstoreConfig.Registries registries, SigstoreConfig.Network network) {
    this.plainHttp = network.plainHttp();
    this.web = web;
    this.authorizer = new Authorizer(web, new Logins(registries));
    this.mirrors = registries.mirrors();
    this.signatures = registries.signatures();
  }

  /** Closes the given client. */
  @Override
  public void close() {
    web.close();
  }

  /**
   * Reads Docker's file of logins, if there is one.
   *
   * @throws RegistryException if it is invalid
   */
  public static void requireLogins(SigstoreConfig.Registries registries) throws RegistryException {
    new Logins(registries).check();
  }

  /** The repository that has the signatures of an image: its own, or the configured one. */
  public Repository openSignatures(ImageReference image, Deadline deadline) {
    return open(signatures.map(image::in).orElse(image), deadline);
  }

  /** Opens the repository of an image until the deadline. */
  public Repository open(ImageReference image, Deadline deadline) {
    List<Endpoint> endpoints = new ArrayList<>();
    for (URI mirror : mirrors.getOrDefault(image.registry().toLowerCase(Locale.ROOT), List.of())) {
      endpoints.add(new Endpoint(mirror, mirror.getRawAuthority(), image.repository()));
    }
    endpoints.add(new Endpoint(origin(image.registry()), image.registry(), image.repository()));
    return new Repository(web, authorizer, endpoints, deadline);
  }

  private URI origin(String registry) {
    // Docker Hub's name differs from the host of its registry.
    String host =
        registry.equals(RegistryNames.DOCKER_HUB) ? RegistryNames.DOCKER_HUB_HOST : registry;
    String bare = host.replaceFirst(":[0-9]+$", "");
    boolean plain =
        Addresses.isLoopback(bare) || plainHttp.contains(registry.toLowerCase(Locale.ROOT));
    return URI.create((plain ? "http://" : "https://") + host);
  }

  /**
   * A place from which a repository can be read.
   *
   * @param registry the name for which a login is configured
   */
  record Endpoint(URI base, String registry, String repository) {

    /** A base that has the API's version in its path is where repositories begin. */
    URI resolve(String path) {
      String prefix = base.getRawPath() == null ? "" : base.getRawPath().replaceFirst("/+$", "");
      String version = (prefix + "/").contains("/v2/") ? "/" : "/v2/";
      return base.resolve(prefix + version + repository + "/" + path);
    }
  }
}
