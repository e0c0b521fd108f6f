package dev.attestor.kubernetes.namespaces;

import java.util.Map;

/**
 * The memory limits for the labels of namespaces. Counts at least the memory of their selectors in
 * an answer. {@code docs/k8s.md} has the figures.
 */
final class LabelBudget {

  /** The limit for one namespace. A typical one takes 3 KiB. */
  static final long MAX_NAMESPACE = 32 << 10;

  /** The limit for all cached namespaces. */
  static final long MAX_CACHE = 1 << 20;

  private static final int NAMESPACE = 512;
  private static final int LABEL = 96;
  private static final int STRING = 64;
  private static final int MAX_BYTES_OF_CHARACTER = 3;

  private LabelBudget() {}

  /** The memory of the labels. */
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
