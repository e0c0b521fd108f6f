package dev.attestor.local.pipe;

/** The error codes of winerror.h that pipes handle. */
final class PipeErrors {

  static final int NONE = 0;
  static final int FILE_NOT_FOUND = 2;
  static final int ACCESS_DENIED = 5;
  static final int HANDLE_EOF = 38;
  static final int BROKEN_PIPE = 109;
  static final int PIPE_BUSY = 231;
  static final int NO_DATA = 232;
  static final int PIPE_NOT_CONNECTED = 233;
  static final int PIPE_CONNECTED = 535;
  static final int OPERATION_ABORTED = 995;
  static final int IO_PENDING = 997;

  private PipeErrors() {}

  /** Whether the error means that the other end has disconnected. */
  static boolean isEnd(int error) {
    return switch (error) {
      case HANDLE_EOF, BROKEN_PIPE, NO_DATA, PIPE_NOT_CONNECTED, OPERATION_ABORTED -> true;
      default -> false;
    };
  }
}
