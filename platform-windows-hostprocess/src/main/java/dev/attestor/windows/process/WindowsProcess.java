package dev.attestor.windows.process;

/**
 * An open process. Failed calls throw {@link dev.attestor.windows.winapi.WinApiException}; used by
 * one thread at a time.
 */
public interface WindowsProcess extends AutoCloseable {

  /** Its number, which Windows gives to no other as long as this is open. */
  int pid();

  /** When it was made: a {@code FILETIME}, in 100 ns since 1601. */
  long createdAt();

  /** Whether it has ended. */
  boolean hasEnded();

  /** The account that it runs under, by its token as it is now. */
  ProcessAccount account();

  @Override
  void close();
}
