package dev.attestor.agent.daemon.listen;

import dev.attestor.agent.daemon.limits.ConnectionShare;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Passes only complete HTTP/2 frames (RFC 9113, 4.1), and only those that a caller with small
 * requests needs. So at most one incomplete frame of a connection is buffered, and frames that cost
 * more than they carry are rare. Closes a connection that sends anything else, or that does not
 * finish a frame in time.
 */
final class FrameFilter extends ByteToMessageDecoder {

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** The time limit of the preface, and of any frame. */
  private static final long PATIENCE_MILLIS = 5000;

  private static final int HEADER_BYTES = 9;

  // RFC 9113, 6.
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PUSH_PROMISE = 5;
  private static final int CONTINUATION = 9;

  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;

  private static final int MAX_DATA_BYTES = 1024;
  private static final int MAX_HEADER_BLOCK_BYTES = 8 << 10;
  private static final int MAX_CONTINUATIONS = 8;
  private static final int MAX_SETTINGS_BYTES = 120;
  private static final int MAX_OTHER_BYTES = 1024;

  /** The length of the prefix of a gRPC message. */
  private static final int SMALLEST_DATA_BYTES = 5;

  // RFC 9113, 6.5.2.
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int USUAL_HEADER_TABLE_BYTES = 4096;
  private static final int SETTING_BYTES = 6;

  private static final double MOST_EXTRAS = 1000;
  private static final double FIRST_EXTRAS = 200;
  private static final double EXTRAS_PER_CALL = 4;
  private static final double EXTRAS_PER_NANO = 20 / 1e9;

  private final ConnectionShare place;

  // Used only by the event loop.
  private boolean prefaceSeen;
  private boolean settingsSeen;
  private boolean refused;
  private long frames;
  private int headerBlockBytes;
  private int continuations;
  private double extras = FIRST_EXTRAS;
  private long refilledAt = System.nanoTime();
  private @Nullable ScheduledFuture<?> check;

  FrameFilter(ConnectionShare place) {
    this.place = place;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    await(context);
    super.channelActive(context);
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (refused) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int length = prefaceSeen ? 0 : preface(in);
    if (length >= 0) {
      length = wholeFrames(in, length);
    }
    if (refused) {
      in.skipBytes(in.readableBytes());
      place.close();
      return;
    }
    if (length > 0) {
      out.add(in.readRetainedSlice(length));
    }
    if (in.isReadable()) {
      await(context);
    }
  }

  /** The length of the preface if it has arrived completely; otherwise a negative number. */
  private int preface(ByteBuf in) {
    int there = Math.min(PREFACE.length, in.readableBytes());
    for (int i = 0; i < there; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        refused = true;
        return -1;
      }
    }
    prefaceSeen = there == PREFACE.length;
    return prefaceSeen ? PREFACE.length : -1;
  }

  /** The length of complete frames, from a length that is known to be complete. */
  private int wholeFrames(ByteBuf in, int from) {
    int length = from;
    while (in.readableBytes() - length >= HEADER_BYTES) {
      int at = in.readerIndex() + length;
      int payload = in.getUnsignedMedium(at);
      int type = in.getUnsignedByte(at + 3);
      int flags = in.getUnsignedByte(at + 4);
      if (payload > most(type)) {
        refused = true;
        return length;
      }
      if (in.readableBytes() - length < HEADER_BYTES + payload) {
        return length;
      }
      frames++;
      if (!mayPass(type, flags, payload)) {
        refused = true;
        return length;
      }
      if (type == SETTINGS) {
        settingsSeen = true;
        boundHeaderTable(in, at + HEADER_BYTES, payload);
      }
      length += HEADER_BYTES + payload;
    }
    return length;
  }

  private static int most(int type) {
    return switch (type) {
      case DATA -> MAX_DATA_BYTES;
      case HEADERS, CONTINUATION -> MAX_HEADER_BLOCK_BYTES;
      case SETTINGS -> MAX_SETTINGS_BYTES;
      case PUSH_PROMISE -> -1;
      default -> MAX_OTHER_BYTES;
    };
  }

  private boolean mayPass(int type, int flags, int payload) {
    if (type == HEADERS) {
      extras = Math.min(MOST_EXTRAS, extras + EXTRAS_PER_CALL);
      headerBlockBytes = payload;
      continuations = 0;
      return true;
    }
    if (type == CONTINUATION) {
      headerBlockBytes += payload;
      continuations++;
      return headerBlockBytes <= MAX_HEADER_BLOCK_BYTES
          && continuations <= MAX_CONTINUATIONS
          && (payload > 0 || (flags & END_HEADERS) != 0);
    }
    boolean carriesAMessage =
        type == DATA
            && ((flags & END_STREAM) != 0
                || (payload >= SMALLEST_DATA_BYTES && (flags & PADDED) == 0));
    return carriesAMessage || mayHaveAnExtra();
  }

  private boolean mayHaveAnExtra() {
    if (extras < 1) {
      long now = System.nanoTime();
      extras = Math.min(MOST_EXTRAS, extras + (now - refilledAt) * EXTRAS_PER_NANO);
      refilledAt = now;
    }
    extras -= 1;
    return extras >= 0;
  }

  /** Limits the caller's header table for our headers, because we would need a copy of it. */
  private static void boundHeaderTable(ByteBuf in, int from, int length) {
    for (int at = from; at + SETTING_BYTES <= from + length; at += SETTING_BYTES) {
      if (in.getUnsignedShort(at) == HEADER_TABLE_SIZE
          && in.getUnsignedInt(at + 2) > USUAL_HEADER_TABLE_BYTES) {
        in.setInt(at + 2, USUAL_HEADER_TABLE_BYTES);
      }
    }
  }

  private void await(ChannelHandlerContext context) {
    if (check == null) {
      long before = frames;
      check =
          context
              .executor()
              .schedule(() -> check(context, before), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void check(ChannelHandlerContext context, long before) {
    check = null;
    if (context.isRemoved()) {
      return;
    }
    boolean unfinished = !settingsSeen || internalBuffer().isReadable();
    if (unfinished && frames == before) {
      refused = true;
      place.close();
    } else if (unfinished) {
      await(context);
    }
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext context) {
    if (check != null) {
      check.cancel(false);
    }
  }
}
