package dev.attestor.local.pipe;

import com.sun.jna.Pointer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Pipes in memory whose operations start and complete in the same order as those of Windows. */
final class FakePipeApi implements PipeApi {

  static final String OWNER = "S-1-5-32-544";

  private static final int ROOM = 64 << 10;
  private static final long FILETIME_OF_1970 = 116_444_736_000_000_000L;

  /** A completed operation, as its port reports it. */
  private record Entry(long overlapped, int bytes) {}

  /** A pending operation. */
  private record Request(Pointer overlapped, Pointer buffer, int length) {}

  private record Port(Queue<Entry> entries) {}

  private static final class End {
    final PipeAddress address;
    final Queue<byte[]> arrived = new ArrayDeque<>();
    int arrivedBytes;
    @Nullable Port port;
    @Nullable End other;
    @Nullable Request connecting;
    @Nullable Request reading;
    @Nullable Request writing;
    boolean closed;

    End(PipeAddress address) {
      this.address = address;
    }
  }

  // All guarded by this.
  private final Map<Long, Object> handles = new HashMap<>();
  private final List<End> serverEnds = new ArrayList<>();
  private long lastHandle = 100;

  private long add(Object object) {
    handles.put(++lastHandle, object);
    return lastHandle;
  }

  /** The number of open handles. */
  synchronized int openHandles() {
    return handles.size();
  }

  private End end(long handle) {
    return (End) Objects.requireNonNull(handles.get(handle));
  }

  private Port port(long handle) {
    return (Port) Objects.requireNonNull(handles.get(handle));
  }

  @Override
  public synchronized long newPort() {
    return add(new Port(new ArrayDeque<>()));
  }

  @Override
  public synchronized void attach(long port, long handle) {
    end(handle).port = port(port);
  }

  @Override
  public synchronized int await(long port, Pointer entries, int most, int millis) {
    Queue<Entry> queue = port(port).entries();
    long deadline = System.nanoTime() + millis * 1_000_000L;
    try {
      for (long left = millis; queue.isEmpty() && left > 0; ) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int count = 0;
    for (Entry entry; count < most && (entry = queue.poll()) != null; count++) {
      long at = (long) count * ENTRY_BYTES;
      entries.setLong(at + ENTRY_OVERLAPPED, entry.overlapped());
      entries.setInt(at + ENTRY_TRANSFERRED, entry.bytes());
    }
    return count;
  }

  @Override
  public synchronized void wake(long port) {
    port(port).entries().add(new Entry(0, 0));
    notifyAll();
  }

  @Override
  public int outcome(Pointer overlapped) {
    return overlapped.getInt(0);
  }

  private void over(End end, Request request, int error, int bytes) {
    request.overlapped().setInt(0, error);
    Port port = end.port;
    if (port != null) {
      port.entries().add(new Entry(Pointer.nativeValue(request.overlapped()), bytes));
      notifyAll();
    }
  }

  @Override
  public synchronized long create(PipeAddress address, String security, boolean first)
      throws PipeException {
    if (first && exists(address)) {
      throw new PipeException(
          "another process has the pipe \"%s\"".formatted(address), PipeErrors.ACCESS_DENIED);
    }
    End end = new End(address);
    serverEnds.add(end);
    return add(end);
  }

  private boolean exists(PipeAddress address) {
    return serverEnds.stream().anyMatch(end -> end.address.equals(address));
  }

  @Override
  public synchronized long open(PipeAddress address) throws PipeException {
    for (End server : serverEnds) {
      if (server.address.equals(address) && server.connecting != null) {
        End client = new End(address);
        client.other = server;
        server.other = client;
        Request request = server.connecting;
        server.connecting = null;
        over(server, request, PipeErrors.NONE, 0);
        return add(client);
      }
    }
    throw exists(address)
        ? new PipeException("all ends are taken", PipeErrors.PIPE_BUSY)
        : new PipeException(
            "there is no pipe \"%s\"".formatted(address), PipeErrors.FILE_NOT_FOUND);
  }

  @Override
  public synchronized int connect(long handle, Pointer overlapped) {
    end(handle).connecting = new Request(overlapped, overlapped, 0);
    return PipeErrors.IO_PENDING;
  }

  @Override
  public synchronized int read(long handle, Pointer buffer, int length, Pointer overlapped) {
    End end = end(handle);
    if (end.arrived.isEmpty() && isCut(end)) {
      return PipeErrors.BROKEN_PIPE;
    }
    end.reading = new Request(overlapped, buffer, length);
    move(end);
    return end.reading == null ? PipeErrors.NONE : PipeErrors.IO_PENDING;
  }

  @Override
  public synchronized int write(long handle, Pointer buffer, int length, Pointer overlapped) {
    End end = end(handle);
    End other = end.other;
    if (other == null || isCut(end)) {
      return PipeErrors.NO_DATA;
    }
    end.writing = new Request(overlapped, buffer, length);
    move(other);
    return end.writing == null ? PipeErrors.NONE : PipeErrors.IO_PENDING;
  }

  private static boolean isCut(End end) {
    return end.other == null || end.other.closed;
  }

  /** Moves data that was written to an end into its buffer, and from there to the reader. */
  private void move(End to) {
    End from = to.other;
    boolean moved = true;
    while (moved) {
      moved = false;
      if (from != null && from.writing != null && to.arrivedBytes < ROOM) {
        Request request = from.writing;
        from.writing = null;
        to.arrived.add(request.buffer().getByteArray(0, request.length()));
        to.arrivedBytes += request.length();
        over(from, request, PipeErrors.NONE, request.length());
        moved = true;
      }
      byte[] first = to.arrived.peek();
      if (to.reading != null && first != null) {
        give(to, to.reading, first);
        moved = true;
      }
    }
  }

  private void give(End to, Request request, byte[] first) {
    int length = Math.min(first.length, request.length());
    request.buffer().write(0, first, 0, length);
    to.arrived.remove();
    if (length < first.length) {
      byte[] rest = java.util.Arrays.copyOfRange(first, length, first.length);
      ((ArrayDeque<byte[]>) to.arrived).addFirst(rest);
    }
    to.arrivedBytes -= length;
    to.reading = null;
    over(to, request, PipeErrors.NONE, length);
  }

  @Override
  public synchronized void cancel(long handle) {
    fail(end(handle), PipeErrors.OPERATION_ABORTED);
  }

  private void fail(End end, int error) {
    Request[] requests = {end.connecting, end.reading, end.writing};
    end.connecting = null;
    end.reading = null;
    end.writing = null;
    for (Request request : requests) {
      if (request != null) {
        over(end, request, error, 0);
      }
    }
  }

  @Override
  public synchronized void close(long handle) {
    Object closed = handles.remove(handle);
    if (closed instanceof End end) {
      end.closed = true;
      serverEnds.remove(end);
      if (end.other != null) {
        fail(end.other, PipeErrors.BROKEN_PIPE);
      }
    }
  }

  @Override
  public int clientProcess(long handle) {
    return Math.toIntExact(ProcessHandle.current().pid());
  }

  @Override
  public String owner(long handle) {
    return OWNER;
  }

  @Override
  public long now() {
    Instant now = Instant.now();
    return FILETIME_OF_1970 + now.getEpochSecond() * 10_000_000L + now.getNano() / 100;
  }

  @Override
  public String text(int error) {
    return "text of " + error;
  }
}
