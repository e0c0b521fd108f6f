package dev.attestor.core.kubelet;

/**
 * Something about a file that the configuration names for the kubelet.
 *
 * @param option the key that names the file
 * @param message one sentence that names the file, and what in it
 */
public record FileRemark(Severity severity, String option, String message) {

  /** How bad it is. */
  public enum Severity {
    /** The file is not there, which may be right on another host than the node. */
    MISSING,
    /** The kubelet cannot be asked with this file. */
    ERROR,
    /** Part of the file is of no use. */
    WARNING
  }
}
