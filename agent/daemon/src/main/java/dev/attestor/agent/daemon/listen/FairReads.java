package dev.attestor.agent.daemon.listen;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Has the connections of each caller read so often, however many of them it has, so that nobody
 * waits longer for a caller with many than for one with a few. The event loop's own.
 */
final class FairReads {

  private static final int READS_AT_ONCE = 8;
  private static final int READS_A_TURN = 2;
  private static final long TURN_MILLIS = 1;

  private final Map<String, Reader> readers = new HashMap<>();
  private boolean planned;

  /** How often one caller may read at once, and its connections that wait for that. */
  private static final class Reader {
    final Deque<Runnable> waiting = new ArrayDeque<>();
    int left = READS_AT_ONCE;

    /** Whether there is nothing to remember of it. */
    boolean rest() {
      left = Math.min(READS_AT_ONCE, left + READS_A_TURN);
      for (int i = 0; i < left && !waiting.isEmpty(); i++) {
        waiting.remove().run();
      }
      return left == READS_AT_ONCE && waiting.isEmpty();
    }
  }

  /**
   * A connection has read.
   *
   * @param resume lets it read again in a later turn
   * @return whether it may go on in this one
   */
  boolean hasRead(Channel channel, String caller, Runnable resume) {
    Reader reader = readers.computeIfAbsent(caller, name -> new Reader());
    reader.left--;
    boolean mayGoOn = reader.left > 0;
    if (!mayGoOn) {
      reader.waiting.add(resume);
    }
    plan(channel);
    return mayGoOn;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It cannot fail but by being shut down.
  private void plan(Channel channel) {
    if (!planned) {
      planned = true;
      channel.eventLoop().schedule(() -> next(channel), TURN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void next(Channel channel) {
    planned = false;
    readers.values().removeIf(Reader::rest);
    if (!readers.isEmpty()) {
      plan(channel);
    }
  }
}
