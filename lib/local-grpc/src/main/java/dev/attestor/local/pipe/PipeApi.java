package dev.attestor.local.pipe;

import com.sun.jna.Pointer;

/**
 * The Windows functions that pipes need. Handles are numbers. Methods that return an error return
 * an error code of winerror.h, 0 for success.
 */
interface PipeApi {

  /** The size of an {@code OVERLAPPED} on 64-bit Windows (minwinbase.h). */
  int OVERLAPPED_BYTES = 32;

  /** The size of an {@code OVERLAPPED_ENTRY} on 64-bit Windows (minwinbase.h). */
  int ENTRY_BYTES = 32;

  /**
   * The offset, in an entry, of the address of its {@code OVERLAPPED}; the address is 0 after
   * {@link #wake}.
   */
  int ENTRY_OVERLAPPED = 8;

  /** The offset, in an entry, of the number of transferred bytes. */
  int ENTRY_TRANSFERRED = 24;

  /** {@code CreateIoCompletionPort}. */
  long newPort() throws PipeException;

  /**
   * Binds a handle permanently to a port, which then reports the completed operations of the
   * handle.
   */
  void attach(long port, long handle) throws PipeException;

  /**
   * {@code GetQueuedCompletionStatusEx}.
   *
   * @param entries memory for {@code most} times {@link #ENTRY_BYTES}
   * @param millis how long to wait for the first entry
   * @return the number of entries; 0 if none arrived in time
   */
  int await(long port, Pointer entries, int most, int millis) throws PipeException;

  /** Ends the current or the next call of {@link #await}. */
  void wake(long port) throws PipeException;

  /** The error code of the completed operation with this {@code OVERLAPPED}. */
  int outcome(Pointer overlapped);

  /**
   * {@code CreateNamedPipeW}: creates another instance that a client can connect to. Rejects
   * clients on other machines.
   *
   * @param security who may access the pipe, in the security descriptor definition language
   * @param first whether to fail if a pipe of that name exists
   */
  long create(PipeAddress address, String security, boolean first) throws PipeException;

  /**
   * {@code CreateFileW} for reading and writing. The server can identify this process but cannot
   * impersonate it.
   */
  long open(PipeAddress address) throws PipeException;

  /** {@code ConnectNamedPipe}: waits for a client. */
  int connect(long handle, Pointer overlapped);

  /** {@code ReadFile}. */
  int read(long handle, Pointer buffer, int length, Pointer overlapped);

  /** {@code WriteFile}. */
  int write(long handle, Pointer buffer, int length, Pointer overlapped);

  /** {@code CancelIoEx}: pending operations complete soon. */
  void cancel(long handle);

  /** {@code CloseHandle}. */
  void close(long handle);

  /** {@code GetNamedPipeClientProcessId}. */
  int clientProcess(long handle) throws PipeException;

  /** The owner of the pipe behind this handle, as a SID such as {@code S-1-5-18}. */
  String owner(long handle) throws PipeException;

  /**
   * The system time as a {@code FILETIME} (winbase.h), comparable with the start times of
   * processes.
   */
  long now();

  /** The system's message for an error code. */
  String text(int error);
}
