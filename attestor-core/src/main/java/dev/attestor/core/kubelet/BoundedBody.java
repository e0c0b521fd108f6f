package dev.attestor.core.kubelet;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

/** A body whose reading fails if it becomes too large or takes too long. */
final class BoundedBody extends FilterInputStream {

  private final long limit;
  private final long deadline;
  private long count;

  BoundedBody(InputStream body, long limit, long deadline) {
    super(body);
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
    int read = in.read(buffer, offset, length);
    count += Math.max(0, read);
    if (count > limit) {
      throw new BodyTooLargeException(limit);
    }
    if (System.nanoTime() - deadline > 0) {
      throw new SocketTimeoutException("the body did not come in time");
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /** Thrown if a body exceeds the limit. */
  static final class BodyTooLargeException extends IOException {
    BodyTooLargeException(long limit) {
      super("the body is larger than " + limit + " bytes");
    }
  }
}
