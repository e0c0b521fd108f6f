package dev.attestor.input.stream;

import java.io.IOException;

/** Thrown while a stream is read that is larger than it may be. */
public final class StreamTooLargeException extends IOException {

  private static final long serialVersionUID = 1L;

  StreamTooLargeException(long limit) {
    super("the body is larger than %s bytes".formatted(limit));
  }
}
