package dev.attestor.agent.daemon.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.agent.daemon.config.HttpSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpEndpointTest {

  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void halfSentRequestsStopNobodyElses() throws Exception {
    try (HttpEndpoint endpoint = open(0)) {
      for (int i = 0; i < HttpEndpoint.MAX_CONNECTIONS + 10; i++) {
        send(endpoint, "GET /live HTTP/1.1\r\nHost: a");
      }
      for (String path : List.of("/live", "/ready", "/metrics")) {
        assertThat(receive(send(endpoint, "GET %s HTTP/1.1\r\n\r\n".formatted(path))))
            .startsWith("HTTP/1.1 200 OK\r\n")
            .contains("connection: close");
      }
    }
  }

  @Test
  void answersThatAreNotReadStopNobodyElses() throws Exception {
    try (HttpEndpoint endpoint = open(0)) {
      for (int i = 0; i < HttpEndpoint.MAX_CONNECTIONS + 10; i++) {
        send(endpoint, "GET /metrics HTTP/1.1\r\n\r\n".repeat(50));
      }
      assertThat(receive(send(endpoint, "GET /live HTTP/1.1\r\n\r\n"))).endsWith("\r\n\r\nok\n");
    }
  }

  @Test
  void closesTheOldestConnectionBeyondTheLimit() throws Exception {
    try (HttpEndpoint endpoint = open(0)) {
      Socket oldest = send(endpoint, "GET");
      // Once a later connection is answered, this one has been accepted.
      receive(send(endpoint, "GET /live HTTP/1.1\r\n\r\n"));
      long began = System.nanoTime();
      for (int i = 0; i < HttpEndpoint.MAX_CONNECTIONS; i++) {
        send(endpoint, "GET");
      }
      assertThat(receive(oldest)).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(HttpEndpoint.DEADLINE);
    }
  }

  @Test
  void hangsUpOnARequestThatIsLate() throws Exception {
    try (HttpEndpoint endpoint = open(0)) {
      assertThat(receive(send(endpoint, "GET /live HTTP/1.1\r\n"))).isEmpty();
    }
  }

  @Test
  void answersOneRequestAConnection() throws Exception {
    try (HttpEndpoint endpoint = open(0)) {
      String answer = receive(send(endpoint, "GET /live HTTP/1.1\r\n\r\n".repeat(3)));

      assertThat(answer.split("HTTP/1.1 ", -1)).hasSize(2);
    }
  }

  @Test
  void refusesWhatIsTooLongOrOfNoUse() throws Exception {
    try (HttpEndpoint endpoint = open(0)) {
      assertThat(status(endpoint, "GET /" + "a".repeat(10_000) + " HTTP/1.1\r\n\r\n"))
          .isEqualTo("414 Request-URI Too Long");
      assertThat(status(endpoint, "GET /live HTTP/1.1\r\na: " + "b".repeat(20_000) + "\r\n\r\n"))
          .isEqualTo("431 Request Header Fields Too Large");
      assertThat(status(endpoint, "POST /live HTTP/1.1\r\ncontent-length: 2\r\n\r\nab"))
          .isEqualTo("405 Method Not Allowed");
      assertThat(status(endpoint, "GET /other HTTP/1.1\r\n\r\n")).isEqualTo("404 Not Found");
      assertThat(status(endpoint, "nonsense\r\n\r\n")).isEqualTo("400 Bad Request");
      assertThat(status(endpoint, "GET /live?verbose HTTP/1.1\r\n\r\n")).isEqualTo("200 OK");
      assertThat(status(endpoint, "HEAD /live HTTP/1.1\r\n\r\n")).isEqualTo("200 OK");
    }
  }

  @Test
  void waitsForAPortThatIsSomebodyElses() throws Exception {
    ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    try (HttpEndpoint endpoint = open(other.getLocalPort())) {
      assertThat(endpoint.address()).isEmpty();

      other.close();

      while (endpoint.address().isEmpty()) {
        Thread.sleep(20);
      }
      assertThat(status(endpoint, "GET /live HTTP/1.1\r\n\r\n")).isEqualTo("200 OK");
    }
  }

  private static HttpEndpoint open(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return HttpEndpoint.open(
        new HttpSettings(address, Optional.empty()),
        new Metrics("test"),
        () -> true,
        Duration.ofMillis(100));
  }

  private Socket send(HttpEndpoint endpoint, String text) throws IOException {
    InetSocketAddress address = endpoint.address().orElseThrow();
    Socket socket = new Socket(address.getAddress(), address.getPort());
    sockets.add(socket);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String receive(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    byte[] received = new byte[100_000];
    int length = 0;
    try {
      int read = socket.getInputStream().read(received);
      while (read > 0) {
        length += read;
        read = socket.getInputStream().read(received, length, received.length - length);
      }
    } catch (SocketException e) {
      // The agent closed the connection before it had read everything.
    }
    return new String(received, 0, length, StandardCharsets.UTF_8);
  }

  private String status(HttpEndpoint endpoint, String request) throws IOException {
    String answer = receive(send(endpoint, request));
    int end = answer.indexOf("\r\n");
    return end < 0 ? answer : answer.substring("HTTP/1.1 ".length(), end);
  }
}
