package dev.attestor.linux;

import dev.attestor.linux.proc.ProcFs;
import dev.attestor.procfs.ProcText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Whether procfs hides processes of other users; proc(5), mount option {@code hidepid}. */
public final class HidePid {

  // A line of /proc/self/mounts: device, mount point, type, options, two numbers. The kernel
  // escapes spaces and line feeds in these fields.
  private static final int FIELDS = 6;
  private static final int MOUNT_POINT = 1;
  private static final int TYPE = 2;
  private static final int OPTIONS = 3;

  private static final String HIDEPID = "hidepid=";
  private static final List<String> HIDES_NOTHING = List.of("0", "off");

  private HidePid() {}

  static boolean isOn(ProcFs proc) {
    try {
      return isOn(proc.read("self", "mounts"));
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether the procfs mounted at {@code /proc} hides processes.
   *
   * @throws IOException if its mount options cannot be read
   */
  public static boolean isOn() throws IOException {
    return isOn(new ProcFs(Path.of("/proc")).read("self", "mounts"));
  }

  /** The last mount is the visible one. */
  static boolean isOn(ProcText mounts) throws IOException {
    boolean on = false;
    for (String line : mounts.lines()) {
      String[] fields = line.split(" ", -1);
      if (fields.length == FIELDS
          && fields[MOUNT_POINT].equals("/proc")
          && fields[TYPE].equals("proc")) {
        on = Arrays.stream(fields[OPTIONS].split(",", -1)).anyMatch(HidePid::hides);
      }
    }
    return on;
  }

  private static boolean hides(String option) {
    return option.startsWith(HIDEPID)
        && !HIDES_NOTHING.contains(option.substring(HIDEPID.length()));
  }
}
