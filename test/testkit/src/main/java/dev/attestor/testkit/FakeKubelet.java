package dev.attestor.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.attestor.standin.CertificateAuthority;
import dev.attestor.standin.CertificateAuthority.Issued;
import dev.attestor.standin.KubeletStandIn;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicInteger;

/** A kubelet over real HTTP or TLS. A test decides the answer to each request. Counts requests. */
public final class FakeKubelet implements AutoCloseable {

  private final KubeletStandIn server;
  private final AtomicInteger requests = new AtomicInteger();
  private volatile HttpHandler answer;

  private FakeKubelet(HttpHandler answer, Starter starter)
      throws IOException, GeneralSecurityException {
    this.answer = answer;
    this.server = starter.start(this::handle);
  }

  @FunctionalInterface
  private interface Starter {
    KubeletStandIn start(HttpHandler handler) throws IOException, GeneralSecurityException;
  }

  /** Starts a kubelet with a read-only port. */
  public static FakeKubelet plain(HttpHandler answer) throws IOException, GeneralSecurityException {
    return new FakeKubelet(answer, KubeletStandIn::plain);
  }

  /** Starts a kubelet with a secure port that trusts the clients of a CA. */
  public static FakeKubelet secure(
      Issued identity, CertificateAuthority clientCa, HttpHandler answer)
      throws IOException, GeneralSecurityException {
    return new FakeKubelet(answer, handler -> KubeletStandIn.secure(identity, clientCa, handler));
  }

  /** Creates a handler that answers with a status and a body. */
  public static HttpHandler answer(int status, byte[] body) {
    return exchange -> {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    };
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      answer.handle(exchange);
    }
  }

  /** Replaces the handler of later requests. */
  public void answerWith(HttpHandler next) {
    answer = next;
  }

  /** The number of requests so far. */
  public int requests() {
    return requests.get();
  }

  /** The port on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
  }
}
