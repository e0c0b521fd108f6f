package dev.attestor.agent.daemon.listen;

import dev.attestor.agent.daemon.limits.Admission;
import dev.attestor.agent.daemon.limits.ConnectionShare;
import dev.attestor.agent.daemon.limits.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * A connection after a caller sent some bytes.
 *
 * @param passed what the filter let through
 * @param isOpen whether the connection was not closed
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
record FilteredConnection(byte[] passed, boolean isOpen) {

  private static final ScheduledExecutorService TIMER =
      Executors.newSingleThreadScheduledExecutor(FilteredConnection::daemon);

  /** The connection of a caller that sends the bytes in pieces of a size. */
  static FilteredConnection of(byte[] sent, int piece) {
    // A caller that is new each time: one that was hung up on would have to wait.
    Admission admission = new Admission(Limits.DEFAULT, TIMER);
    ConnectionShare share = admission.connected("caller").orElseThrow();
    EmbeddedChannel channel = new EmbeddedChannel(new FrameFilter(share));
    ByteArrayOutputStream passed = new ByteArrayOutputStream();
    for (int at = 0; at < sent.length; at += piece) {
      channel.writeInbound(Unpooled.copiedBuffer(sent, at, Math.min(piece, sent.length - at)));
      for (ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
        passed.writeBytes(ByteBufUtil.getBytes(part));
        part.release();
      }
    }
    boolean open = share.isOpen();
    byte[] before = passed.toByteArray();
    channel.finishAndReleaseAll();
    return new FilteredConnection(before, open);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "admission");
    thread.setDaemon(true);
    return thread;
  }
}
