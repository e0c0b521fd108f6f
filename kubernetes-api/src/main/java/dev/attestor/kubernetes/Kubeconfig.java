package dev.attestor.kubernetes;

import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import io.kubernetes.client.util.KubeConfig;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * A kubeconfig file. The Kubernetes client reads it; identities are taken out here, because the
 * client runs programs without a time limit and goes on anonymously when something is amiss.
 */
public final class Kubeconfig {

  private static final int MAX_BYTES = 4 << 20;

  /** What a name in the file must not do to a terminal or a log. */
  private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  private final Path file;
  private final KubeConfig parsed;
  private final KubeconfigSection cluster;
  private final KubeconfigSection user;

  private Kubeconfig(Path file, KubeConfig parsed) throws ApiAccessException {
    this.file = file;
    this.parsed = parsed;
    KubeconfigSection context =
        KubeconfigSection.find(parsed.getContexts(), "context", parsed.getCurrentContext(), file);
    this.cluster =
        KubeconfigSection.find(
            parsed.getClusters(), "cluster", context.text("cluster").orElse(null), file);
    this.user =
        KubeconfigSection.find(parsed.getUsers(), "user", context.text("user").orElse(null), file);
  }

  /**
   * Reads a file as it is now, and no other file that it names.
   *
   * @throws ApiAccessException if it cannot be used; the message holds nothing of its secrets
   */
  public static Kubeconfig read(Path file) throws ApiAccessException {
    try {
      KubeConfig parsed = KubeConfig.loadKubeConfig(new StringReader(text(file)));
      return new Kubeconfig(file, parsed);
    } catch (MarkedYAMLException e) {
      // Its message quotes the text, which holds secrets.
      throw problem(file, "line %s is no YAML".formatted(e.getProblemMark().getLine() + 1));
    } catch (RuntimeException e) {
      // The client casts whatever stands there.
      throw problem(file, "it is no kubeconfig");
    }
  }

  /**
   * Reads the files that it names, and puts everything together.
   *
   * @throws ApiAccessException if something is missing
   */
  ApiAccess access() throws ApiAccessException {
    try {
      return new ApiAccess(
          server(),
          authority(),
          parsed.verifySSL(),
          cluster.text("tls-server-name"),
          proxy(),
          identity());
    } catch (SmallFileException e) {
      throw problem(file, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      throw problem(file, "it has a value of the wrong type");
    }
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

  /** An empty one stands for what is none. */
  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return URI.create("");
    }
  }

  private ApiIdentity identity() throws SmallFileException, ApiAccessException {
    Optional<PemField> chain = pem(user, "client-certificate");
    Optional<PemField> key = pem(user, "client-key");
    if (chain.isPresent() && key.isPresent()) {
      return new ApiIdentity.Certificate(
          plain(chain.get(), PlainPem::certificates), plain(key.get(), PlainPem::key));
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
      return new ApiIdentity.Token(token.get().strip());
    }
    Optional<Map<?, ?>> program = user.map("exec");
    if (program.isPresent()) {
      return new ApiIdentity.Program(ExecPlugin.of(program.get(), folder(), file));
    }
    Optional<String> name = user.text("username");
    if (name.isPresent()) {
      return new ApiIdentity.Password(name.get(), user.text("password").orElse(""));
    }
    if (user.has("auth-provider")) {
      throw problem(
          file, "the user has an auth-provider, which Kubernetes 1.26 removed; use exec instead");
    }
    return new ApiIdentity.Anonymous();
  }

  private Optional<byte[]> authority() throws SmallFileException, ApiAccessException {
    Optional<PemField> field = pem(cluster, "certificate-authority");
    return field.isPresent()
        ? Optional.of(
            plain(field.get(), PlainPem::certificates).getBytes(StandardCharsets.US_ASCII))
        : Optional.empty();
  }

  /** PEM, and where it comes from in the words of a message. */
  private record PemField(String name, Pem pem) {}

  @FunctionalInterface
  private interface Choice {
    String of(Pem pem) throws PemException;
  }

  private String plain(PemField field, Choice choice) throws ApiAccessException {
    try {
      return choice.of(field.pem());
    } catch (PemException e) {
      throw problem(file, "%s %s".formatted(field.name(), e.getMessage()));
    }
  }

  /** What stands in base64 in the file itself, or in another file below its folder. */
  private Optional<PemField> pem(KubeconfigSection section, String key)
      throws SmallFileException, ApiAccessException {
    String dataKey = key + "-data";
    Optional<String> data = section.text(dataKey);
    if (data.isPresent()) {
      return Optional.of(pem("its " + dataKey, base64(data.get(), dataKey)));
    }
    Optional<Path> other = section.text(key).map(this::resolve);
    return other.isPresent()
        ? Optional.of(
            pem("the file \"%s\"".formatted(other.get()), SmallFile.bytes(other.get(), MAX_BYTES)))
        : Optional.empty();
  }

  private PemField pem(String name, byte[] content) throws ApiAccessException {
    try {
      return new PemField(name, Pem.parse(content));
    } catch (PemException e) {
      throw problem(file, "%s %s".formatted(name, e.getMessage()));
    }
  }

  private byte[] base64(String text, String key) throws ApiAccessException {
    try {
      return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw problem(
          file,
          "its %s is %s, expected base64 of PEM"
              .formatted(key, text.contains("-----BEGIN ") ? "PEM itself" : "not base64"));
    }
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
            .formatted(file, INVISIBLE.matcher(what).replaceAll("?")));
  }
}
