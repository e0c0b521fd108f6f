package dev.attestor.core.kubelet;

import java.util.List;

/**
 * How {@code kubelet_verification = "auto"} verified the kubelet's certificate.
 *
 * @param way the file, and what of the certificate it was compared with
 * @param settings the lines of a configuration that verifies it in this way alone
 */
public record Verification(String way, List<String> settings) {

  /** Copies the lines. */
  public Verification {
    settings = List.copyOf(settings);
  }
}
