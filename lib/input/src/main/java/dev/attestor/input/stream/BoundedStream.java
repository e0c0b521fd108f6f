package dev.attestor.input.stream;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.OptionalLong;

/** A stream whose reading fails if it becomes too large or takes too long. */
public final class BoundedStream extends InputStream {

  private final InputStream body;
  private final long limit;
  private final OptionalLong deadline;
  private long count;

  /** Limits the size. Reading beyond it throws {@link StreamTooLargeException}. */
  public BoundedStream(InputStream body, long limit) {
    this(body, limit, OptionalLong.empty());
  }

  /**
   * Limits the size and the time. Reading too late throws {@link SocketTimeoutException}.
   *
   * @param deadline of {@link System#nanoTime}
   */
  public BoundedStream(InputStream body, long limit, long deadline) {
    this(body, limit, OptionalLong.of(deadline));
  }

  private BoundedStream(InputStream body, long limit, OptionalLong deadline) {
    this.body = body;
    this.limit = limit;
    this.deadline = deadline;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = body.read(buffer, offset, length);
    count += Math.max(0, read);
    if (count > limit) {
      throw new StreamTooLargeException(limit);
    }
    if (deadline.isPresent() && System.nanoTime() - deadline.getAsLong() > 0) {
      throw new SocketTimeoutException("the body did not come in time");
    }
    return read;
  }

  @Override
  public int available() throws IOException {
    return body.available();
  }

  @Override
  public void close() throws IOException {
    body.close();
  }
}
