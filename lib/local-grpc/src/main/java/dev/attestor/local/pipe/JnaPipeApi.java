package dev.attestor.local.pipe;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;
import dev.attestor.win32.SecurityAttributes;
import dev.attestor.win32.Win32;
import org.jspecify.annotations.NullUnmarked;

/** Calls the Windows that this process runs on, which must be 64-bit. */
@NullUnmarked // JNA uses null for a null pointer.
final class JnaPipeApi implements PipeApi {

  private static final int BUFFER_BYTES = 64 << 10;

  /**
   * {@code GENERIC_READ} and {@code GENERIC_WRITE} for a pipe (winnt.h), without {@code
   * FILE_CREATE_PIPE_INSTANCE}, which only the server needs.
   */
  private static final int READ_AND_WRITE = 0x0012019B;

  JnaPipeApi() {
    if (Native.POINTER_SIZE != 8) {
      throw new UnsatisfiedLinkError("expected a 64-bit Java");
    }
  }

  @Override
  public long newPort() throws PipeException {
    long port = Kernel32.CreateIoCompletionPort(Kernel32.INVALID_HANDLE, 0, 0, 1);
    if (port == 0) {
      throw failed("a completion port cannot be created");
    }
    return port;
  }

  @Override
  public void attach(long port, long handle) throws PipeException {
    if (Kernel32.CreateIoCompletionPort(handle, port, 0, 0) == 0) {
      throw failed("a pipe cannot be attached to a completion port");
    }
  }

  @Override
  public int await(long port, Pointer entries, int most, int millis) throws PipeException {
    try (Memory count = new Memory(Integer.BYTES)) {
      if (Kernel32.GetQueuedCompletionStatusEx(port, entries, most, count, millis, 0) != 0) {
        return count.getInt(0);
      }
      int error = Native.getLastError();
      if (error == Kernel32.WAIT_TIMEOUT) {
        return 0;
      }
      throw failed("a completion port cannot be asked", error);
    }
  }

  @Override
  public void wake(long port) throws PipeException {
    if (Kernel32.PostQueuedCompletionStatus(port, 0, 0, null) == 0) {
      throw failed("a completion port cannot be woken");
    }
  }

  @Override
  public int outcome(Pointer overlapped) {
    // OVERLAPPED.Internal is the status of the request; minwinbase.h
    int status = overlapped.getInt(0);
    return status == 0 ? PipeErrors.NONE : Win32.errorOf(status);
  }

  @Override
  public long create(PipeAddress address, String security, boolean first) throws PipeException {
    try (SecurityAttributes attributes = SecurityAttributes.parse(security)) {
      long pipe =
          Kernel32.CreateNamedPipeW(
              new WString(address.path()),
              Kernel32.PIPE_ACCESS_DUPLEX
                  | Kernel32.FILE_FLAG_OVERLAPPED
                  | (first ? Kernel32.FILE_FLAG_FIRST_PIPE_INSTANCE : 0),
              Kernel32.PIPE_REJECT_REMOTE_CLIENTS,
              Kernel32.PIPE_UNLIMITED_INSTANCES,
              BUFFER_BYTES,
              BUFFER_BYTES,
              0,
              attributes.pointer());
      if (pipe == Kernel32.INVALID_HANDLE) {
        int error = Native.getLastError();
        throw first && error == PipeErrors.ACCESS_DENIED
            ? new PipeException("another process has the pipe \"%s\"".formatted(address), error)
            : failed("the pipe \"%s\" cannot be made".formatted(address), error);
      }
      return pipe;
    }
  }

  @Override
  public long open(PipeAddress address) throws PipeException {
    long pipe =
        Kernel32.CreateFileW(
            new WString(address.path()),
            READ_AND_WRITE,
            0,
            null,
            Kernel32.OPEN_EXISTING,
            Kernel32.FILE_FLAG_OVERLAPPED
                | Kernel32.SECURITY_SQOS_PRESENT
                | Kernel32.SECURITY_IDENTIFICATION,
            0);
    if (pipe == Kernel32.INVALID_HANDLE) {
      int error = Native.getLastError();
      throw error == PipeErrors.FILE_NOT_FOUND
          ? new PipeException("there is no pipe \"%s\"".formatted(address), error)
          : failed("the pipe \"%s\" cannot be opened".formatted(address), error);
    }
    return pipe;
  }

  @Override
  public int connect(long handle, Pointer overlapped) {
    return error(Kernel32.ConnectNamedPipe(handle, overlapped));
  }

  @Override
  public int read(long handle, Pointer buffer, int length, Pointer overlapped) {
    return error(Kernel32.ReadFile(handle, buffer, length, null, overlapped));
  }

  @Override
  public int write(long handle, Pointer buffer, int length, Pointer overlapped) {
    return error(Kernel32.WriteFile(handle, buffer, length, null, overlapped));
  }

  private static int error(int success) {
    return success != 0 ? PipeErrors.NONE : Native.getLastError();
  }

  @Override
  public void cancel(long handle) {
    Kernel32.CancelIoEx(handle, null);
  }

  @Override
  public void close(long handle) {
    Win32.close(handle);
  }

  @Override
  public int clientProcess(long handle) throws PipeException {
    int[] pid = new int[1];
    if (Kernel32.GetNamedPipeClientProcessId(handle, pid) == 0) {
      throw failed("the process at the other end cannot be identified");
    }
    return pid[0];
  }

  @Override
  public String owner(long handle) throws PipeException {
    PointerByReference owner = new PointerByReference();
    PointerByReference descriptor = new PointerByReference();
    // The function returns its error code.
    int error =
        Advapi32.GetSecurityInfo(
            handle,
            Advapi32.SE_KERNEL_OBJECT,
            Advapi32.OWNER_SECURITY_INFORMATION,
            owner,
            null,
            null,
            null,
            descriptor);
    if (error != 0) {
      throw failed("the owner of a pipe cannot be determined", error);
    }
    try {
      PointerByReference text = new PointerByReference();
      if (Advapi32.ConvertSidToStringSidW(owner.getValue(), text) == 0) {
        throw failed("the owner of a pipe cannot be read");
      }
      try {
        return text.getValue().getWideString(0);
      } finally {
        Win32.free(text.getValue());
      }
    } finally {
      Win32.free(descriptor.getValue());
    }
  }

  @Override
  public long now() {
    long[] time = new long[1];
    Kernel32.GetSystemTimeAsFileTime(time);
    return time[0];
  }

  @Override
  public String text(int error) {
    return Win32.errorText(error);
  }

  private PipeException failed(String what) {
    return failed(what, Native.getLastError());
  }

  private PipeException failed(String what, int error) {
    return new PipeException("%s: %s".formatted(what, text(error)), error);
  }
}
