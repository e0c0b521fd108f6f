package dev.attestor.windows.winapi;

/** Thrown if a Windows call fails. */
public final class WinApiException extends RuntimeException {

  // winerror.h
  private static final int ERROR_FILE_NOT_FOUND = 2;
  private static final int ERROR_ACCESS_DENIED = 5;
  private static final int ERROR_INVALID_PARAMETER = 87;
  private static final int ERROR_FAILED_SERVICE_CONTROLLER_CONNECT = 1063;
  private static final int E_ACCESSDENIED = 0x80070005;
  private static final int HCS_E_ACCESS_DENIED = 0x8037011B;
  static final int HCS_E_OPERATION_TIMEOUT = 0x80370118;
  // ntstatus.h
  private static final int STATUS_ACCESS_DENIED = 0xC0000022;
  private static final int STATUS_OBJECT_TYPE_MISMATCH = 0xC0000024;
  private static final int STATUS_OBJECT_NAME_NOT_FOUND = 0xC0000034;
  private static final int STATUS_OBJECT_PATH_NOT_FOUND = 0xC000003A;

  /** The origin of an error code. */
  public enum Source {
    /** winerror.h, from {@code GetLastError}. */
    WIN32,
    /** ntstatus.h, from functions of ntdll. */
    NTSTATUS,
    /** winerror.h, from functions that came with COM or later. */
    HRESULT
  }

  private final String function;
  private final Source source;
  private final int code;

  /**
   * Describes a failed call.
   *
   * @param text the system's message for the code
   */
  public WinApiException(String function, Source source, int code, String text) {
    super("%s failed: %s (%s)".formatted(function, text, number(source, code)));
    this.function = function;
    this.source = source;
    this.code = code;
  }

  private static String number(Source source, int code) {
    return switch (source) {
      case WIN32 -> "error " + code;
      case NTSTATUS -> "status 0x" + hex(code);
      case HRESULT -> "result 0x" + hex(code);
    };
  }

  private static String hex(int code) {
    return Integer.toHexString(code).toUpperCase(java.util.Locale.ROOT);
  }

  /** The failed function. */
  public String function() {
    return function;
  }

  /** The error code. */
  public int code() {
    return code;
  }

  /** Whether access is denied to this account. */
  public boolean isAccessDenied() {
    return source == Source.HRESULT
        ? code == E_ACCESSDENIED || code == HCS_E_ACCESS_DENIED
        : is(ERROR_ACCESS_DENIED, STATUS_ACCESS_DENIED);
  }

  /** Whether no object has that name. */
  public boolean isNotFound() {
    return is(ERROR_FILE_NOT_FOUND, STATUS_OBJECT_NAME_NOT_FOUND)
        || (source == Source.NTSTATUS && code == STATUS_OBJECT_PATH_NOT_FOUND);
  }

  /** Whether the object with that name has another type. */
  public boolean isOfAnotherType() {
    return source == Source.NTSTATUS && code == STATUS_OBJECT_TYPE_MISMATCH;
  }

  /** The error of {@code OpenProcess} for an unused process ID. */
  public boolean isInvalidParameter() {
    return source == Source.WIN32 && code == ERROR_INVALID_PARAMETER;
  }

  /** The error of service calls in a process that the service manager did not start. */
  public boolean isNoServiceManager() {
    return source == Source.WIN32 && code == ERROR_FAILED_SERVICE_CONTROLLER_CONNECT;
  }

  private boolean is(int win32, int status) {
    return switch (source) {
      case WIN32 -> code == win32;
      case NTSTATUS -> code == status;
      case HRESULT -> false;
    };
  }
}
