package dev.attestor.agent.daemon.listen;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Gives each caller the same share of reads, however many connections it has, so that a caller with
 * many connections does not delay others more than a caller with few. Used only by the event loop.
 */
final class FairReads {

  private static final int READS_AT_ONCE = 8;
  private static final int READS_A_TURN = 2;
  private static final long TURN_MILLIS = 1;

  private final Map<String, Reader> readers = new HashMap<>();
  private boolean planned;

  /** How many reads one caller has left in this turn, and its connections that wait. */
  private static final class Reader {
    final Deque<Runnable> waiting = new ArrayDeque<>();
    int left = READS_AT_ONCE;

    /** Whether nothing needs to be remembered of it. */
    boolean rest() {
      left = Math.min(READS_AT_ONCE, left + READS_A_TURN);
      for (int i = 0; i < left && !waiting.isEmpty(); i++) {
        waiting.remove().run();
      }
      return left == READS_AT_ONCE && waiting.isEmpty();
    }
  }

  /**
   * Records a read of a connection.
   *
   * @param resume lets the connection read again in a later turn
   * @return whether it may read again in this turn
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

  @SuppressWarnings("FutureReturnValueIgnored") // It fails only if it is shut down.
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
