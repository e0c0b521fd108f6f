package dev.attestor.windows.winapi;

/**
 * A named job that this process creates, for the demo and for tests. Closing it ends its processes.
 */
public final class OwnJob implements AutoCloseable {

  private static final int PROCESS_SET_QUOTA = 0x0100;
  private static final int PROCESS_TERMINATE = 0x0001;

  private final NativeHandle job;

  private OwnJob(NativeHandle job) {
    this.job = job;
  }

  /**
   * Creates a job with a path such as {@code \Container_0}.
   *
   * @throws WinApiException if it already exists, or this account may not
   */
  public static OwnJob create(String path) {
    return create(path, new byte[0]);
  }

  /**
   * Creates a job with an owner and an access list.
   *
   * @param descriptor a self-relative {@code SECURITY_DESCRIPTOR}; if empty, the default
   */
  public static OwnJob create(String path, byte[] descriptor) {
    long[] handle = new long[1];
    try (ObjectAttributes attributes = new ObjectAttributes(path, descriptor)) {
      Errors.require(
          "NtCreateJobObject of \"" + path + "\"",
          Ntdll.NtCreateJobObject(handle, Kernel32.JOB_OBJECT_ALL_ACCESS, attributes.pointer()));
    }
    return new OwnJob(new NativeHandle(handle[0]));
  }

  /** Adds a process; its later children join the job automatically. */
  public void add(long pid) {
    long process =
        Kernel32.OpenProcess(PROCESS_SET_QUOTA | PROCESS_TERMINATE, 0, Math.toIntExact(pid));
    if (process == 0) {
      throw Errors.last("OpenProcess");
    }
    try (NativeHandle opened = new NativeHandle(process)) {
      if (Kernel32.AssignProcessToJobObject(NativeHandle.valueOf(job), NativeHandle.valueOf(opened))
          == 0) {
        throw Errors.last("AssignProcessToJobObject");
      }
    }
  }

  @Override
  public void close() {
    try (job) {
      Kernel32.TerminateJobObject(NativeHandle.valueOf(job), 1);
    }
  }
}
