package dev.attestor.linux;

import dev.attestor.linux.proc.ProcFs;
import java.io.IOException;
import java.util.regex.Pattern;

/** Whether procfs hides the processes of others; proc(5), mount option {@code hidepid}. */
final class HidePid {

  // A line of /proc/self/mounts: device, mount point, type, options. 0 and "off" hide nothing.
  private static final Pattern HIDING =
      Pattern.compile("(?m)^\\S+ \\S+ proc \\S*\\bhidepid=(?!0\\b|off\\b)\\w+");

  private HidePid() {}

  static boolean isOn(ProcFs proc) {
    try {
      return HIDING.matcher(proc.read("self", "mounts")).find();
    } catch (IOException e) {
      return false;
    }
  }
}
