package dev.attestor.sigstore;

import java.util.function.Consumer;

/** One change of a good image, and the words with which it is refused. */
record Attack(String name, Consumer<ForgedImage> change, String refusal) {
  @Override
  public String toString() {
    return name;
  }
}
