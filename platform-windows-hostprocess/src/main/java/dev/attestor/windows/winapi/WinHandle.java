package dev.attestor.windows.winapi;

/** An open handle. Closing it more than once has no effect. */
public interface WinHandle extends AutoCloseable {

  @Override
  void close();
}
