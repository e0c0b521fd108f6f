package dev.attestor.hcl;

import java.util.List;

/** The items between {@code [} and {@code ]}, in the order written. Immutable. */
public record HclList(List<HclValue> items, Position position) implements HclValue {
  public HclList {
    items = List.copyOf(items);
  }
}
