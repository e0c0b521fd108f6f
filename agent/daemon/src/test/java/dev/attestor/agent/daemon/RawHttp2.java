package dev.attestor.agent.daemon;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** A connection for sending HTTP/2 frames that no gRPC client sends. */
final class RawHttp2 implements AutoCloseable {

  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel socket;
  private final OutputStream out;

  private RawHttp2(SocketChannel socket) {
    this.socket = socket;
    this.out = Channels.newOutputStream(socket);
  }

  /** Connects without sending anything. */
  static RawHttp2 connect(Path path) throws IOException {
    SocketChannel socket = SocketChannel.open(StandardProtocolFamily.UNIX);
    socket.connect(UnixDomainSocketAddress.of(path));
    return new RawHttp2(socket);
  }

  /** Connects and completes the preface. */
  static RawHttp2 ready(Path path, byte... settings) throws IOException {
    return connect(path).send(PREFACE).send(frame(SETTINGS, 0, 0, settings));
  }

  RawHttp2 send(byte[] bytes) throws IOException {
    out.write(bytes);
    return this;
  }

  /** Starts a call without its request. */
  RawHttp2 begin(int stream, String path) throws IOException {
    return send(frame(HEADERS, END_HEADERS, stream, headers(path)));
  }

  /** Sends the request of a started call. */
  RawHttp2 request(int stream, byte[] message) throws IOException {
    return send(frame(DATA, END_STREAM, stream, message(message)));
  }

  /** Reads until a call has ended. */
  void awaitEnd(int stream) throws IOException {
    DataInputStream in = new DataInputStream(Channels.newInputStream(socket));
    while (true) {
      int head = in.readInt();
      int flags = in.readUnsignedByte();
      int of = in.readInt();
      in.readFully(new byte[head >>> 8]);
      int type = head & 0xff;
      if (of == stream && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        return;
      }
    }
  }

  /** Reads until the other end closes the connection. */
  void awaitHangUp() throws IOException {
    try {
      InputStream in = Channels.newInputStream(socket);
      byte[] read = new byte[8192];
      while (in.read(read) >= 0) {
        // The content does not matter.
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("reset")) {
        throw e;
      }
    }
  }

  static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  static byte[] message(byte[] content) {
    return ByteBuffer.allocate(5 + content.length)
        .put((byte) 0)
        .putInt(content.length)
        .put(content)
        .array();
  }

  /** The headers of a call; RFC 7541, 6.2.2, uncompressed. */
  static byte[] headers(String path) {
    ByteBuffer block = ByteBuffer.allocate(1024);
    Map.of(
            ":method", "POST",
            ":scheme", "http",
            ":path", path,
            ":authority", "x",
            "content-type", "application/grpc",
            "te", "trailers")
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(header -> put(block.put((byte) 0), header.getKey(), header.getValue()));
    byte[] bytes = new byte[block.position()];
    block.flip().get(bytes);
    return bytes;
  }

  private static void put(ByteBuffer block, String... texts) {
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
      block.put((byte) bytes.length).put(bytes);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
