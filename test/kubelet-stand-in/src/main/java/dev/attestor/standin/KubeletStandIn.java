package dev.attestor.standin;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.attestor.standin.CertificateAuthority.Issued;
import dev.attestor.threads.DaemonThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;

/** An HTTP or HTTPS server on 127.0.0.1 that stands in for a kubelet. */
public final class KubeletStandIn implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads;

  private KubeletStandIn(HttpServer server, HttpHandler handler) {
    this.server = server;
    this.threads = Executors.newCachedThreadPool(DaemonThreads.named("kubelet-stand-in"));
    server.setExecutor(threads);
    server.createContext("/", handler);
    server.start();
  }

  /** Starts a server with a read-only port. */
  public static KubeletStandIn plain(HttpHandler handler) throws IOException {
    return new KubeletStandIn(HttpServer.create(loopback(0), 0), handler);
  }

  /**
   * Starts a server with a secure port. It requests client certificates of the CA; the handler
   * decides whether they are required.
   */
  public static KubeletStandIn secure(
      Issued identity, CertificateAuthority clientCa, HttpHandler handler)
      throws IOException, GeneralSecurityException {
    return secure(0, identity, clientCa, handler);
  }

  /** Starts a server with a secure port of the caller's choice; 0 chooses a free one. */
  public static KubeletStandIn secure(
      int port, Issued identity, CertificateAuthority clientCa, HttpHandler handler)
      throws IOException, GeneralSecurityException {
    HttpsServer server = HttpsServer.create(loopback(port), 0);
    SSLContext context = context(identity, clientCa);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters tls = context.getDefaultSSLParameters();
            tls.setWantClientAuth(true);
            parameters.setSSLParameters(tls);
          }
        });
    return new KubeletStandIn(server, handler);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static SSLContext context(Issued identity, CertificateAuthority clientCa)
      throws GeneralSecurityException, IOException {
    char[] noPassword = new char[0];
    KeyStore own = emptyStore();
    own.setKeyEntry(
        "server", identity.key(), noPassword, new Certificate[] {identity.certificate()});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, noPassword);
    KeyStore clients = emptyStore();
    clients.setCertificateEntry("ca", clientCa.certificate());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(clients);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
