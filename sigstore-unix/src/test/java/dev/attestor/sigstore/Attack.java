package dev.attestor.sigstore;

import java.util.function.Consumer;

/** One change of a valid image, and the message that rejects it. */
record Attack(String name, Consumer<ForgedImage> change, String refusal) {
  @Override
  public String toString() {
    return name;
  }
}
