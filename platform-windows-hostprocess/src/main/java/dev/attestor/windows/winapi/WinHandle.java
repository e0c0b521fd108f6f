package dev.attestor.windows.winapi;

/** An open handle. Closing it more than once does no harm. */
public interface WinHandle extends AutoCloseable {

  @Override
  void close();
}
