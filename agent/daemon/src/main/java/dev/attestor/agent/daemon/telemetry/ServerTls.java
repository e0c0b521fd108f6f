package dev.attestor.agent.daemon.telemetry;

import io.netty.handler.ssl.SslHandler;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * The server's side of TLS, from files as they were at one time: TLS 1.3, or 1.2 with forward
 * secrecy and authenticated encryption. If clients are to be trusted, none without a trusted
 * certificate gets past the handshake. Immutable.
 */
final class ServerTls {

  private static final Pattern STRONG =
      Pattern.compile("TLS_(AES|CHACHA20)_.*|TLS_ECDHE_.*_(GCM|CHACHA20_POLY1305)_.*");

  /**
   * Sessions that may be resumed, and for how long. A client is not asked for its certificate then,
   * which may have expired since.
   */
  private static final int SESSIONS = 16;

  private static final Duration RESUMABLE = Duration.ofSeconds(60);

  private final SSLContext context;
  private final boolean clients;

  private ServerTls(SSLContext context, boolean clients) {
    this.context = context;
    this.clients = clients;
  }

  /**
   * Serves with a key.
   *
   * @param trust the clients that are served; if empty, all are
   */
  static ServerTls of(KeyManager[] keys, Optional<ClientTrust> trust)
      throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys, trust.stream().toArray(TrustManager[]::new), null);
    context.getServerSessionContext().setSessionCacheSize(SESSIONS);
    context.getServerSessionContext().setSessionTimeout((int) RESUMABLE.toSeconds());
    return new ServerTls(context, trust.isPresent());
  }

  /** The handler of a new connection. */
  SslHandler handler() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    parameters.setCipherSuites(
        Stream.of(parameters.getCipherSuites())
            .filter(suite -> STRONG.matcher(suite).matches())
            .toArray(String[]::new));
    parameters.setNeedClientAuth(clients);
    engine.setSSLParameters(parameters);
    return new SslHandler(engine);
  }
}
