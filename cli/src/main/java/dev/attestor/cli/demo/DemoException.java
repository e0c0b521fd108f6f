package dev.attestor.cli.demo;

/** Thrown if the demo cannot run here. */
public final class DemoException extends Exception {

  private final String hint;

  /** Says why, and what the demo needs. */
  public DemoException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** What the demo needs. */
  public String hint() {
    return hint;
  }
}
