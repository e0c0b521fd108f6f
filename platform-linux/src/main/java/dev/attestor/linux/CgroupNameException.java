package dev.attestor.linux;

import dev.attestor.procfs.ProcText;
import java.util.HexFormat;

/**
 * Thrown if a cgroup whose name must be interpreted has a name that no kubelet or runtime creates.
 */
final class CgroupNameException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Names the offending byte.
   *
   * @param index the index of the byte in the name
   * @param position the index of the byte in the path, from 0
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
