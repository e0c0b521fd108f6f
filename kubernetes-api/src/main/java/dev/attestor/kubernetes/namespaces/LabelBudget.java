package dev.attestor.kubernetes.namespaces;

import java.util.Map;

/**
 * How much memory the labels of a namespace may take, which is at least what they take as selectors
 * in an answer. {@code docs/k8s.md} has the sums.
 */
final class LabelBudget {

  /** For one namespace. An ordinary one takes 3 KiB. */
  static final long MAX_NAMESPACE = 32 << 10;

  /** For all namespaces that are remembered. */
  static final long MAX_CACHE = 1 << 20;

  private static final int NAMESPACE = 512;
  private static final int LABEL = 96;
  private static final int STRING = 64;
  private static final int MAX_BYTES_OF_CHARACTER = 3;

  private LabelBudget() {}

  /** What the labels take. */
  static long bytes(Map<String, String> labels) {
    long bytes = NAMESPACE;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      bytes += LABEL + bytes(label.getKey()) + bytes(label.getValue());
    }
    return bytes;
  }

  private static long bytes(String text) {
    int wide = 0;
    for (int i = 0; i < text.length(); i++) {
      wide |= text.charAt(i);
    }
    return STRING + (wide > 0x7f ? MAX_BYTES_OF_CHARACTER : 1L) * text.length();
  }
}
