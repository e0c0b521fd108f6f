package dev.attestor.windows.process;

import dev.attestor.core.spi.ProcessPin;

/**
 * A process pinned by a handle, and what Windows tells of it. Windows gives its number to no other
 * process as long as this is open. What is told here comes from one thread at a time, before this
 * is closed; failed calls throw {@link dev.attestor.windows.winapi.WinApiException}.
 */
public interface WindowsProcess extends ProcessPin {

  /** Its number. */
  int pid();

  /** Its creation time: a {@code FILETIME}, in units of 100 ns since 1601. */
  long createdAt();

  /** The account of its current token. */
  ProcessAccount account();
}
