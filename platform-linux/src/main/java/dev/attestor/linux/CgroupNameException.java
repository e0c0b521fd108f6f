package dev.attestor.linux;

import dev.attestor.procfs.ProcText;
import java.util.HexFormat;

/** A cgroup that had to be looked at has a name that neither a kubelet nor a runtime gives. */
final class CgroupNameException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Says which byte it is.
   *
   * @param index of the byte in the name
   * @param position of the byte in the path; the first is 0
   */
  CgroupNameException(String name, int index, int position) {
    super(
        ("it has the byte 0x%s at position %s of a path, in the name %s; expected what kubelets,"
                + " container runtimes and systemd write: ASCII letters, digits and \":-_.\\@\"")
            .formatted(
                HexFormat.of().toHexDigits((byte) name.charAt(index)),
                position + 1,
                ProcText.quote(name)));
  }
}
