package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.NullUnmarked;

/** The event log "Application" of this machine. */
public final class EventLog {

  // winnt.h
  private static final short EVENTLOG_ERROR_TYPE = 1;

  /** The limit of ReportEventW is 31,839 characters. */
  private static final int MAX_TEXT = 30_000;

  private EventLog() {}

  /**
   * Writes an error.
   *
   * @param source the event source
   * @param event the event ID
   * @throws WinApiException if it cannot be written
   */
  public static void error(String source, int event, String text) {
    long log = Winbase.RegisterEventSourceW(null, new WString(source));
    if (log == 0) {
      throw Errors.last("RegisterEventSourceW");
    }
    String cut = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    byte[] bytes = (cut + '\0').getBytes(StandardCharsets.UTF_16LE);
    try (Memory strings = new Memory(Native.POINTER_SIZE + bytes.length)) {
      strings.setPointer(0, strings.share(Native.POINTER_SIZE));
      strings.write(Native.POINTER_SIZE, bytes, 0, bytes.length);
      if (Winbase.ReportEventW(
              log, EVENTLOG_ERROR_TYPE, (short) 0, event, null, (short) 1, 0, strings, null)
          == 0) {
        throw Errors.last("ReportEventW");
      }
    } finally {
      Winbase.DeregisterEventSource(log);
    }
  }

  /** advapi32.dll, as winbase.h declares it. */
  @NullUnmarked
  private static final class Winbase {
    static {
      Native.register(Winbase.class, "advapi32");
    }

    private Winbase() {}

    static native long RegisterEventSourceW(WString server, WString source);

    static native int ReportEventW(
        long log,
        short type,
        short category,
        int event,
        Pointer user,
        short strings,
        int dataSize,
        Pointer texts,
        Pointer data);

    static native int DeregisterEventSource(long log);
  }
}
