package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import dev.attestor.win32.Win32;
import dev.attestor.windows.winapi.WinApiException.Source;

/** Creates exceptions from the error codes of failed calls. */
final class Errors {

  private Errors() {}

  /** The error of this thread's last call. */
  static WinApiException last(String function) {
    int code = Native.getLastError();
    return new WinApiException(function, Source.WIN32, code, Win32.errorText(code));
  }

  static WinApiException status(String function, int status) {
    return new WinApiException(
        function, Source.NTSTATUS, status, Win32.errorText(Win32.errorOf(status)));
  }

  /** Throws unless the status means success. */
  static void require(String function, int status) {
    if (status < 0) {
      throw status(function, status);
    }
  }

  /** Throws unless the {@code HRESULT} means success. */
  static void requireResult(String function, int result) {
    if (result < 0) {
      throw new WinApiException(function, Source.HRESULT, result, Win32.errorText(result));
    }
  }
}
