package dev.attestor.core.kubelet;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.KubeletException.Kind;
import dev.attestor.core.pod.PodList;
import dev.attestor.core.pod.PodListReader;
import dev.attestor.input.stream.BoundedStream;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.HttpsURLConnection;
import org.jspecify.annotations.Nullable;

/**
 * One {@code GET /pods}; used once. If the response was read completely, the next request reuses
 * the connection.
 */
final class PodsRequest {

  /**
   * The time limit of a body that keeps arriving, as a multiple of the timeout: very large pods
   * take time to write and to read.
   */
  private static final int BODY_PATIENCE = 3;

  private static final int MAX_ERROR_TEXT = 1024;
  // Shared by all requests, because the JDK reuses a connection only with the same authenticator.
  private static final NoPasswords NO_PASSWORDS = new NoPasswords();

  private final URI pods;
  private final Optional<Credentials> credentials;
  private final Duration timeout;
  private final long maxBody;
  private final PodListFailures failures;
  private final long deadline;

  PodsRequest(
      URI pods,
      Optional<Credentials> credentials,
      Duration timeout,
      long maxBody,
      PodListFailures failures) {
    this.maxBody = maxBody;
    this.pods = pods;
    this.credentials = credentials;
    this.timeout = timeout;
    this.failures = failures;
    this.deadline = System.nanoTime() + BODY_PATIENCE * timeout.toNanos();
  }

  PodList send() {
    boolean answered = false;
    HttpURLConnection connection = null;
    try {
      connection = open();
      int status = awaitStatus(connection);
      answered = true;
      if (status != HttpURLConnection.HTTP_OK) {
        throw failures.status(status, errorText(connection));
      }
      failures.reached();
      return readBody(connection);
    } catch (IOException e) {
      if (connection != null) {
        connection.disconnect();
      }
      throw failures.io(e, answered, timeout);
    }
  }

  private HttpURLConnection open() throws IOException {
    HttpURLConnection connection = (HttpURLConnection) pods.toURL().openConnection(Proxy.NO_PROXY);
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setAuthenticator(NO_PASSWORDS);
    connection.setRequestProperty("Accept", "application/json");
    connection.setRequestProperty("Accept-Encoding", "gzip");
    connection.setRequestProperty("User-Agent", "attestor");
    credentials.ifPresent(own -> secure((HttpsURLConnection) connection, own));
    return connection;
  }

  private static void secure(HttpsURLConnection connection, Credentials own) {
    connection.setSSLSocketFactory(own.sockets());
    // The name was verified during the handshake: see VerifyingSocketFactory.
    connection.setHostnameVerifier((host, session) -> true);
    own.token()
        .ifPresent(token -> connection.setRequestProperty("Authorization", token.authorization()));
  }

  /** Limits the total time until the headers arrive. Socket timeouts limit only single reads. */
  @SuppressWarnings("FutureReturnValueIgnored") // After disconnecting, there is nothing to do.
  private int awaitStatus(HttpURLConnection connection) throws IOException {
    CompletableFuture<Boolean> late = new CompletableFuture<>();
    late.completeOnTimeout(true, timeout.toMillis(), TimeUnit.MILLISECONDS)
        .thenAccept(ignored -> connection.disconnect());
    int status;
    try {
      status = connection.getResponseCode();
    } catch (IOException | RuntimeException e) {
      if (late.cancel(false)) {
        throw e;
      }
      // Any exception: if the connection is closed from another thread, the JDK may fail in its own
      // state.
      throw timedOut(e);
    }
    // The time limit still applies: once it has the status line, the JDK does not report later
    // failures.
    if (!late.cancel(false)) {
      throw timedOut(null);
    }
    return status;
  }

  private static SocketTimeoutException timedOut(@Nullable Exception cause) {
    SocketTimeoutException timeout = new SocketTimeoutException("no answer in time");
    timeout.initCause(cause);
    return timeout;
  }

  private PodList readBody(HttpURLConnection connection) throws IOException {
    String encoding = connection.getContentEncoding();
    boolean gzip = "gzip".equalsIgnoreCase(encoding);
    if (encoding != null && !gzip && !encoding.equalsIgnoreCase("identity")) {
      throw new KubeletException(
          Kind.BAD_BODY,
          "the kubelet's answer is encoded as \"%s\", expected \"gzip\" or none"
              .formatted(ForeignText.line(encoding, MAX_ERROR_TEXT)));
    }
    try (InputStream raw = new BoundedStream(connection.getInputStream(), maxBody, deadline);
        InputStream body = gzip ? inflate(raw) : raw) {
      return PodListReader.read(body);
    }
  }

  private InputStream inflate(InputStream raw) throws IOException {
    return new BoundedStream(new GZIPInputStream(raw, 1 << 14), maxBody, deadline);
  }

  /** The kubelet's error text, if readable; otherwise the status is enough. */
  private String errorText(HttpURLConnection connection) {
    try (InputStream body = connection.getErrorStream()) {
      if (body == null) {
        return "";
      }
      byte[] start = new BoundedStream(body, maxBody, deadline).readNBytes(MAX_ERROR_TEXT);
      return ForeignText.line(new String(start, StandardCharsets.UTF_8), MAX_ERROR_TEXT);
    } catch (IOException e) {
      connection.disconnect();
      return "";
    }
  }
}
