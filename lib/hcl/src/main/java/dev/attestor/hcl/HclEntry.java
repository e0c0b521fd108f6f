package dev.attestor.hcl;

import java.util.List;

/**
 * A key and its value, with the position of the key. Immutable.
 *
 * @param labels the names between the key and the brace of a block; empty for an assignment
 * @param block whether the value is written as a block, <code>key "label" { }</code>; false if it
 *     is assigned with {@code =} or, in JSON, {@code :}
 */
public record HclEntry(
    String key, List<HclText> labels, HclValue value, Position position, boolean block) {
  public HclEntry {
    labels = List.copyOf(labels);
    if (block && !(value instanceof HclObject)) {
      throw new IllegalArgumentException("block \"" + key + "\" holds no object");
    }
    if (!block && !labels.isEmpty()) {
      throw new IllegalArgumentException("assignment \"" + key + "\" has labels");
    }
  }

  /**
   * This entry with its first label, if any, as a block within it: <code>key "label" { }</code>
   * means <code>key { label { } }</code>, as in Go's decoder. Further labels are those of the inner
   * block.
   */
  public HclEntry nested() {
    if (labels.isEmpty()) {
      return this;
    }
    HclText first = labels.get(0);
    List<HclText> others = labels.subList(1, labels.size());
    HclEntry inner = new HclEntry(first.value(), others, value, first.position(), true);
    HclObject within = new HclObject(List.of(inner), first.position());
    return new HclEntry(key, List.of(), within, position, true);
  }
}
