package dev.attestor.local.pipe;

/** One end of a pipe. Used only by the thread of its port. */
final class PipeEnd {

  private final PipePort port;
  private final long handle;
  private boolean closed;

  PipeEnd(PipePort port, long handle) {
    this.port = port;
    this.handle = handle;
  }

  PipePort port() {
    return port;
  }

  /** Waits for a client; see {@link PipePort#begin}. */
  int connect(Operation operation) {
    return port.begin(operation, overlapped -> port.api().connect(handle, overlapped));
  }

  /** Waits for at least one byte, and reads what is available into the operation's buffer. */
  int read(Operation operation) {
    return port.begin(
        operation,
        overlapped -> port.api().read(handle, operation.buffer(), operation.room(), overlapped));
  }

  /** Writes the first {@code length} bytes of the operation's buffer. */
  int write(Operation operation, int length) {
    return port.begin(
        operation, overlapped -> port.api().write(handle, operation.buffer(), length, overlapped));
  }

  int clientProcess() throws PipeException {
    return port.api().clientProcess(handle);
  }

  String owner() throws PipeException {
    return port.api().owner(handle);
  }

  /** Cancels pending operations. The other end can still read what was written. */
  void close() {
    if (!closed) {
      closed = true;
      port.api().cancel(handle);
      port.api().close(handle);
    }
  }
}
