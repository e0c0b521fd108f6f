package dev.attestor.windows.winapi;

import com.sun.jna.Native;
import dev.attestor.windows.winapi.WinApiException.Source;

/** Creates exceptions from the error codes of failed calls. */
final class Errors {

  private static final int MAX_TEXT = 1024;

  private Errors() {}

  /** The error of this thread's last call. */
  static WinApiException last(String function) {
    int code = Native.getLastError();
    return new WinApiException(function, Source.WIN32, code, text(code));
  }

  static WinApiException status(String function, int status) {
    return new WinApiException(
        function, Source.NTSTATUS, status, text(Ntdll.RtlNtStatusToDosError(status)));
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
      throw new WinApiException(function, Source.HRESULT, result, text(result));
    }
  }

  /** The system's message for an error code of winerror.h. */
  static String text(int code) {
    char[] buffer = new char[MAX_TEXT];
    int length =
        Kernel32.FormatMessageW(
            Kernel32.FORMAT_MESSAGE_FROM_SYSTEM | Kernel32.FORMAT_MESSAGE_IGNORE_INSERTS,
            0,
            code,
            0,
            buffer,
            buffer.length,
            0);
    String text = new String(buffer, 0, length).strip();
    if (text.endsWith(".")) {
      text = text.substring(0, text.length() - 1);
    }
    return text.isEmpty() ? "the system has no text for it" : text;
  }
}
