package dev.attestor.core.tls;

/**
 * A problem with a file of certificates, keys or tokens that the configuration names.
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
