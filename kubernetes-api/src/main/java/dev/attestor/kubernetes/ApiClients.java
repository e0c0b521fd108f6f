package dev.attestor.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import io.kubernetes.client.util.credentials.Authentication;
import io.kubernetes.client.util.credentials.ClientCertificateAuthentication;
import io.kubernetes.client.util.credentials.TokenFileAuthentication;
import io.kubernetes.client.util.credentials.UsernamePasswordAuthentication;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Response;

/** Creates clients of an API server, with time limits and a size limit for responses. */
final class ApiClients {

  static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
  static final Duration CALL_LIMIT = Duration.ofSeconds(10);
  private static final Duration PROGRAM_LIMIT = Duration.ofSeconds(30);
  private static final int MAX_BYTES = 1 << 20;

  private ApiClients() {}

  /**
   * Creates a client.
   *
   * @param buffered whether an answer is held in memory, whose size is limited then
   */
  static ApiConnection make(ApiAccess access, boolean buffered) throws ApiAccessException {
    ApiIdentity identity = access.identity();
    Optional<Instant> expiry = Optional.empty();
    if (identity instanceof ApiIdentity.Program program) {
      ExecCredential credential = program.plugin().run(PROGRAM_LIMIT);
      identity = credential.identity();
      expiry = credential.expiry();
    }
    try {
      return new ApiConnection(client(access, identity, buffered), access.server(), expiry);
    } catch (RuntimeException e) {
      // The Kubernetes client throws this for broken certificates and keys and for missing token
      // files. Its messages could quote them.
      throw new ApiAccessException(
          "%s for the API server at \"%s\" cannot be used"
              .formatted(secret(identity), access.server()));
    }
  }

  /** The client rejects this although the certificates of the server's CAs are valid. */
  private static String secret(ApiIdentity identity) {
    if (identity instanceof ApiIdentity.Certificate) {
      return "the client certificate and its key";
    }
    return identity instanceof ApiIdentity.TokenFile token
        ? "the token file \"%s\"".formatted(token.file())
        : "the certificate authority";
  }

  private static ApiClient client(ApiAccess access, ApiIdentity identity, boolean buffered) {
    ClientBuilder builder =
        new ClientBuilder().setBasePath(access.server()).setVerifyingSsl(access.verified());
    access.authority().ifPresent(builder::setCertificateAuthority);
    access.serverName().ifPresent(builder::setTlsServerName);
    authentication(identity).ifPresent(builder::setAuthentication);
    ApiClient client = builder.build();
    OkHttpClient.Builder http =
        client
            .getHttpClient()
            .newBuilder()
            .connectTimeout(CONNECT_LIMIT)
            .readTimeout(CALL_LIMIT)
            .writeTimeout(CALL_LIMIT)
            .callTimeout(CALL_LIMIT)
            .followRedirects(false);
    if (buffered) {
      http.addInterceptor(ApiClients::bounded);
    }
    access.proxy().ifPresent(http::proxy);
    return client.setHttpClient(http.build());
  }

  private static Optional<Authentication> authentication(ApiIdentity identity) {
    if (identity instanceof ApiIdentity.Certificate certificate) {
      return Optional.of(
          new ClientCertificateAuthentication(
              certificate.chain().getBytes(StandardCharsets.US_ASCII),
              certificate.key().reveal().getBytes(StandardCharsets.US_ASCII)));
    }
    if (identity instanceof ApiIdentity.Token token) {
      return Optional.of(new AccessTokenAuthentication(token.value().reveal()));
    }
    if (identity instanceof ApiIdentity.TokenFile token) {
      return Optional.of(new TokenFileAuthentication(token.file().toString()));
    }
    if (identity instanceof ApiIdentity.Password password) {
      return Optional.of(
          new UsernamePasswordAuthentication(password.user(), password.password().reveal()));
    }
    return Optional.empty();
  }

  private static Response bounded(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    if (response.body().source().request(MAX_BYTES + 1L)) {
      response.close();
      throw new IOException("its answer is larger than %s bytes".formatted(MAX_BYTES));
    }
    return response;
  }
}
