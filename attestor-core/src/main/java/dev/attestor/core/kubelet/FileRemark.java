package dev.attestor.core.kubelet;

/**
 * A problem with a file that is configured for the kubelet.
 *
 * @param option the key that names the file
 * @param message one sentence that names the file and the problem
 */
public record FileRemark(Severity severity, String option, String message) {

  /** The severity of the problem. */
  public enum Severity {
    /** The file does not exist, which may be fine on a host that is not the node. */
    MISSING,
    /** The file cannot be used. */
    ERROR,
    /** Part of the file is unusable. */
    WARNING
  }
}
