package dev.attestor.core.config;

/** A text that is never printed. */
public final class SecretText {

  private final String value;

  /** Wraps the text. */
  public SecretText(String value) {
    this.value = value;
  }

  /** Returns the text. Pass it only to its recipient. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
