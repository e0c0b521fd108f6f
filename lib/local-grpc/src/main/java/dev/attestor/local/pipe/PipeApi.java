package dev.attestor.local.pipe;

import com.sun.jna.Pointer;

/**
 * The calls of Windows that pipes are made of. Handles are numbers; those that return an error give
 * a number of winerror.h, 0 for success.
 */
interface PipeApi {

  /** The bytes of an {@code OVERLAPPED}, minwinbase.h, 64 bits. */
  int OVERLAPPED_BYTES = 32;

  /** The bytes of an {@code OVERLAPPED_ENTRY}, minwinbase.h, 64 bits. */
  int ENTRY_BYTES = 32;

  /** Where in an entry the address of its {@code OVERLAPPED} is; 0 for {@link #wake}. */
  int ENTRY_OVERLAPPED = 8;

  /** Where in an entry the number of bytes is that were moved. */
  int ENTRY_TRANSFERRED = 24;

  /** {@code CreateIoCompletionPort}. */
  long newPort() throws PipeException;

  /** Has a handle tell a port when what was begun on it is over; for good. */
  void attach(long port, long handle) throws PipeException;

  /**
   * {@code GetQueuedCompletionStatusEx}.
   *
   * @param entries room for {@code most} of {@link #ENTRY_BYTES}
   * @param millis how long to wait for the first
   * @return how many there are; 0 if none came in time
   */
  int await(long port, Pointer entries, int most, int millis) throws PipeException;

  /** Ends a wait of {@link #await}, be it one that begins later. */
  void wake(long port) throws PipeException;

  /** How what was begun with an {@code OVERLAPPED} ended. */
  int outcome(Pointer overlapped);

  /**
   * {@code CreateNamedPipeW}: one more end that a client can connect to. Clients of other machines
   * are refused.
   *
   * @param security who may do what with it, in the security descriptor definition language
   * @param first whether to fail if there is a pipe of that name already
   */
  long create(PipeAddress address, String security, boolean first) throws PipeException;

  /**
   * {@code CreateFileW}, for bytes in both directions. The server can tell who we are, and cannot
   * act for us.
   */
  long open(PipeAddress address) throws PipeException;

  /** {@code ConnectNamedPipe}: waits for a client. */
  int connect(long handle, Pointer overlapped);

  /** {@code ReadFile}. */
  int read(long handle, Pointer buffer, int length, Pointer overlapped);

  /** {@code WriteFile}. */
  int write(long handle, Pointer buffer, int length, Pointer overlapped);

  /** {@code CancelIoEx}: what is under way is over soon. */
  void cancel(long handle);

  /** {@code CloseHandle}. */
  void close(long handle);

  /** {@code GetNamedPipeClientProcessId}. */
  int clientProcess(long handle) throws PipeException;

  /** The owner of the pipe that this is an end of, as a SID such as {@code S-1-5-18}. */
  String owner(long handle) throws PipeException;

  /** The time of the system, as the times of processes are given: a {@code FILETIME}, winbase.h. */
  long now();

  /** What the system says of an error. */
  String text(int error);
}
