package dev.attestor.core.config;

/** A text that is never printed. */
public final class SecretText {

  private final String value;

  /** Keeps the text. */
  public SecretText(String value) {
    this.value = value;
  }

  /** The text itself, for whoever it is meant for. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "(secret)";
  }
}
