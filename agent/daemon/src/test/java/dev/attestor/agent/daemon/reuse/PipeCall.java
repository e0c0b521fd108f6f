package dev.attestor.agent.daemon.reuse;

import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.jna.Native;
import dev.attestor.agent.api.v1.WhoAmIResponse;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullUnmarked;

/** Minimal HTTP/2, to make one call of the agent over an end of its pipe. */
@NullUnmarked // JNA uses null for a null pointer.
final class PipeCall {

  // RFC 9113, section 6
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private static final int FRAME_HEADER = 9;

  /** One byte for compression, four for the length: gRPC over HTTP2, Length-Prefixed-Message. */
  private static final int MESSAGE_HEADER = 5;

  private final long pipe;

  private PipeCall(long pipe) {
    this.pipe = pipe;
  }

  /** Begins the connection: until then, the agent hangs up after five seconds. */
  static void begin(long pipe) throws IOException {
    new PipeCall(pipe).write(preface());
  }

  /**
   * Calls WhoAmI over an end that blocks for each byte, and leaves it open.
   *
   * @param begun whether the connection has begun
   */
  static Reply whoAmI(long pipe, boolean begun) throws IOException {
    PipeCall call = new PipeCall(pipe);
    try {
      if (!begun) {
        begin(pipe);
      }
      call.write(request());
      return call.reply();
    } catch (EOFException e) {
      return new Reply.HungUp();
    }
  }

  private static byte[] preface() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(frame(SETTINGS, 0, 0, new byte[0]));
    return out.toByteArray();
  }

  private static byte[] request() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    field(headers, ":method", "POST");
    field(headers, ":scheme", "http");
    field(headers, ":path", "/attestor.agent.v1.Attestor/WhoAmI");
    field(headers, ":authority", "localhost");
    field(headers, "content-type", "application/grpc");
    field(headers, "te", "trailers");
    out.writeBytes(frame(HEADERS, END_HEADERS, 1, headers.toByteArray()));
    out.writeBytes(frame(DATA, END_STREAM, 1, new byte[MESSAGE_HEADER]));
    return out.toByteArray();
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(FRAME_HEADER + payload.length)
        .putInt(payload.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** RFC 7541, 6.2.2: neither indexed nor compressed. */
  private static void field(ByteArrayOutputStream out, String name, String value) {
    out.write(0);
    out.write(name.length());
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.write(value.length());
    out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private Reply reply() throws IOException {
    while (true) {
      ByteBuffer header = ByteBuffer.wrap(read(FRAME_HEADER));
      int lengthAndType = header.getInt();
      int flags = header.get();
      byte[] payload = read(lengthAndType >>> 8);
      switch (lengthAndType & 0xFF) {
        case DATA -> {
          return answer(payload);
        }
        case GOAWAY -> {
          return new Reply.Reconnect();
        }
        case RST_STREAM -> {
          return new Reply.Failure();
        }
        case HEADERS -> {
          if ((flags & END_STREAM) != 0) {
            return new Reply.Failure();
          }
        }
        default -> {
          // Not related to the call.
        }
      }
    }
  }

  private static Reply answer(byte[] message) throws InvalidProtocolBufferException {
    ByteBuffer protobuf = ByteBuffer.wrap(message, MESSAGE_HEADER, message.length - MESSAGE_HEADER);
    return new Reply.Answer(WhoAmIResponse.parseFrom(protobuf).getIdentity());
  }

  private byte[] read(int length) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(length);
    while (all.hasRemaining()) {
      byte[] some = new byte[all.remaining()];
      int[] done = new int[1];
      require(Kernel32.ReadFile(pipe, some, some.length, done, null));
      all.put(some, 0, done[0]);
    }
    return all.array();
  }

  private void write(byte[] bytes) throws IOException {
    int[] done = new int[1];
    require(Kernel32.WriteFile(pipe, bytes, bytes.length, done, null));
  }

  private static void require(int success) throws IOException {
    if (success != 0) {
      return;
    }
    int error = Native.getLastError();
    if (error == Kernel32.ERROR_BROKEN_PIPE || error == Kernel32.ERROR_NO_DATA) {
      throw new EOFException();
    }
    throw new IOException("a pipe failed with error " + error);
  }
}
