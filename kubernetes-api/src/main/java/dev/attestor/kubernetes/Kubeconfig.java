package dev.attestor.kubernetes;

import com.google.gson.JsonObject;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.secret.Secret;
import dev.attestor.input.text.ForeignText;
import io.kubernetes.client.util.KubeConfig;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A kubeconfig file. The Kubernetes client parses it, but this class reads the identity itself,
 * because the client runs programs without a time limit and continues anonymously if something is
 * wrong.
 */
public final class Kubeconfig {

  private static final int MAX_BYTES = 4 << 20;

  private static final int MAX_SHOWN = 2_000;

  private final Path file;
  private final KubeconfigSection cluster;
  private final KubeconfigSection user;

  private Kubeconfig(Path file, KubeConfig parsed) throws ApiAccessException {
    this.file = file;
    KubeconfigSection context =
        KubeconfigSection.find(parsed.getContexts(), "context", parsed.getCurrentContext(), file);
    this.cluster =
        KubeconfigSection.find(
            parsed.getClusters(), "cluster", context.text("cluster").orElse(null), file);
    this.user =
        KubeconfigSection.find(parsed.getUsers(), "user", context.text("user").orElse(null), file);
  }

  /**
   * Reads the file, but none of the files that it names.
   *
   * @throws ApiAccessException if the file is invalid; the message contains no secrets
   */
  public static Kubeconfig read(Path file) throws ApiAccessException {
    try {
      KubeConfig parsed = KubeConfig.loadKubeConfig(new StringReader(text(file)));
      return new Kubeconfig(file, parsed);
    } catch (MarkedYAMLException e) {
      // The exception's message quotes the text, which contains secrets.
      throw problem(file, "line %s is no YAML".formatted(e.getProblemMark().getLine() + 1));
    } catch (RuntimeException e) {
      // The client casts the parsed values without checks.
      throw problem(file, "it is no kubeconfig");
    }
  }

  /**
   * Reads the files that the kubeconfig names, and returns how to reach the API server.
   *
   * @throws ApiAccessException if something is missing or invalid
   */
  ApiAccess access() throws ApiAccessException {
    try {
      Optional<String> authority = authority();
      return new ApiAccess(
          server(),
          authority.map(pem -> pem.getBytes(StandardCharsets.ISO_8859_1)),
          !cluster.bool("insecure-skip-tls-verify"),
          cluster.text("tls-server-name"),
          proxy(),
          identity(authority));
    } catch (SmallFileException e) {
      throw problem(file, String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> authority() throws SmallFileException, ApiAccessException {
    Optional<PemContent> content = content(cluster, "certificate-authority");
    return content.isPresent() ? Optional.of(content.get().certificates()) : Optional.empty();
  }

  private String server() throws ApiAccessException {
    String server = cluster.text("server").orElse("");
    URI uri = uri(server);
    if (uri.getHost() == null
        || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
      throw problem(file, "the server is \"%s\", expected https://<host>:<port>".formatted(server));
    }
    return server;
  }

  private Optional<Proxy> proxy() throws ApiAccessException {
    Optional<String> url = cluster.text("proxy-url");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    URI uri = uri(url.get());
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean socks = scheme.equals("socks5") || scheme.equals("socks5h");
    if (uri.getHost() == null || uri.getUserInfo() != null || !(socks || scheme.equals("http"))) {
      throw problem(
          file,
          "the proxy-url is not http://<host>:<port> or socks5://<host>:<port>, without a user");
    }
    int port = uri.getPort() >= 0 ? uri.getPort() : socks ? 1080 : 80;
    return Optional.of(
        new Proxy(
            socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
            InetSocketAddress.createUnresolved(uri.getHost(), port)));
  }

  /** Returns an empty URI if the text is not a URI. */
  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return URI.create("");
    }
  }

  private ApiIdentity identity(Optional<String> authority)
      throws SmallFileException, ApiAccessException {
    requireNoImpersonation();
    Optional<PemContent> chain = content(user, "client-certificate");
    Optional<PemContent> key = content(user, "client-key");
    if (chain.isPresent() && key.isPresent()) {
      return new ApiIdentity.Certificate(
          chain.get().certificates(), Secret.of(key.get().privateKey()));
    }
    if (chain.isPresent() || key.isPresent()) {
      throw problem(file, "the user has one of client certificate and client key, expected both");
    }
    Optional<String> tokenFile = user.text("tokenFile");
    if (tokenFile.isPresent()) {
      return new ApiIdentity.TokenFile(resolve(tokenFile.get()));
    }
    Optional<String> token = user.text("token");
    if (token.isPresent()) {
      return new ApiIdentity.Token(Secret.of(token.get().strip()));
    }
    Optional<KubeconfigSection> program = user.section("exec");
    if (program.isPresent()) {
      Optional<JsonObject> told =
          program.get().bool("provideClusterInfo")
              ? Optional.of(ExecCluster.of(cluster, authority))
              : Optional.empty();
      return new ApiIdentity.Program(ExecPlugin.of(program.get(), told, folder(), file));
    }
    Optional<String> name = user.text("username");
    if (name.isPresent()) {
      return new ApiIdentity.Password(name.get(), Secret.of(user.text("password").orElse("")));
    }
    if (user.has("auth-provider")) {
      throw problem(
          file, "the user has an auth-provider, which Kubernetes 1.26 removed; use exec instead");
    }
    return new ApiIdentity.Anonymous();
  }

  /** Using another identity than the configured one would be worse than using none. */
  private void requireNoImpersonation() throws ApiAccessException {
    for (String key : List.of("as", "as-uid", "as-groups", "as-user-extra")) {
      if (user.has(key)) {
        throw user.problem(
            key, "is set, which is not supported; remove it, and use that account's credentials");
      }
    }
  }

  /**
   * The content of a key: either inline in base64, or in a file whose path is relative to the
   * kubeconfig.
   */
  private Optional<PemContent> content(KubeconfigSection section, String key)
      throws SmallFileException, ApiAccessException {
    Optional<String> data = section.text(key + "-data");
    if (data.isPresent()) {
      return Optional.of(PemContent.embedded(section, key + "-data", data.get()));
    }
    Optional<String> name = section.text(key);
    return name.isPresent()
        ? Optional.of(PemContent.of(section, key, SmallFile.bytes(resolve(name.get()), MAX_BYTES)))
        : Optional.empty();
  }

  private Path resolve(String name) {
    return folder().resolve(name).normalize();
  }

  private Path folder() {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file.toAbsolutePath() : parent;
  }

  private static String text(Path file) throws ApiAccessException {
    try {
      return SmallFile.text(file, MAX_BYTES);
    } catch (SmallFileException e) {
      throw problem(file, "it " + e.predicate());
    }
  }

  static ApiAccessException problem(Path file, String what) {
    return new ApiAccessException(
        "the kubeconfig \"%s\" cannot be used: %s"
            .formatted(file, ForeignText.line(what, MAX_SHOWN)));
  }
}
