package dev.attestor.cli;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Calls {@code grpc.health.v1.Health/Check} over a Unix socket with only the JDK. A probe runs
 * every few seconds as long as the agent does, and its cost counts against the agent's limits.
 * gRPC's client would need seven times the CPU time and more than twice the memory.
 *
 * <p>The request is always the same bytes, so this needs only the frame layout of HTTP/2 (RFC 9113,
 * section 4.1). Ignores the server's header fields: only the message "serving" counts as success.
 */
final class HealthProbe {

  private static final int FRAME_HEADER = 9;
  private static final int MAX_FRAME = 16 << 10;
  private static final int MAX_FRAMES = 20;
  private static final int DATA = 0;
  private static final int RST_STREAM = 3;
  private static final int GOAWAY = 7;

  /** Uncompressed, two bytes long: field 1, SERVING (1). */
  private static final byte[] SERVING = {0, 0, 0, 0, 2, 0x08, 1};

  private final SocketChannel channel;
  private final Selector selector;
  private final long deadline;

  private HealthProbe(SocketChannel channel, Selector selector, Duration timeout) {
    this.channel = channel;
    this.selector = selector;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  /**
   * Returns if the agent reports that it serves.
   *
   * @throws IOException if it reports another status, or nothing in time
   */
  static void ask(Path socket, Duration timeout) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        Selector selector = Selector.open()) {
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ);
      HealthProbe probe = new HealthProbe(channel, selector, timeout);
      // The request fits into the socket's empty buffer.
      channel.write(ByteBuffer.wrap(request()));
      probe.awaitServing();
    }
  }

  /** The preface, empty settings, and the header fields and an empty message of stream 1. */
  private static byte[] request() {
    byte[] fields =
        ("\u0083\u0086" // :method POST, :scheme http, from the static table of RFC 7541
                + "\u0001\tlocalhost" // :authority
                + "\u0004\u001c/grpc.health.v1.Health/Check" // :path
                + "\u000f\u0010\u0010application/grpc" // content-type
                + "\u0000\u0002te\btrailers")
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer request = ByteBuffer.allocate(256);
    request.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    frame(request, 4, 0, 0, new byte[0]);
    frame(request, 1, 4, 1, fields);
    frame(request, DATA, 1, 1, new byte[5]);
    return Arrays.copyOf(request.array(), request.position());
  }

  private static void frame(ByteBuffer to, int type, int flags, int stream, byte[] payload) {
    to.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
  }

  private void awaitServing() throws IOException {
    for (int i = 0; i < MAX_FRAMES; i++) {
      ByteBuffer header = read(FRAME_HEADER);
      int lengthAndType = header.getInt();
      int length = lengthAndType >>> 8;
      if (length > MAX_FRAME) {
        throw new IOException("the answer is not HTTP/2");
      }
      byte[] payload = read(length).array();
      switch (lengthAndType & 0xff) {
        case DATA -> {
          if (!Arrays.equals(payload, SERVING)) {
            throw new IOException("the agent does not serve");
          }
          return;
        }
        case RST_STREAM, GOAWAY -> throw new IOException("the agent refused the request");
        default -> {}
      }
    }
    throw new IOException("the agent gave no answer");
  }

  private ByteBuffer read(int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      int read = channel.read(buffer);
      if (read < 0) {
        throw new EOFException("the agent hung up");
      }
      if (read == 0) {
        awaitReadable();
      }
    }
    return buffer.flip();
  }

  private void awaitReadable() throws IOException {
    long left = (deadline - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new IOException("the agent did not answer in time");
    }
    selector.select(left);
    selector.selectedKeys().clear();
  }
}
