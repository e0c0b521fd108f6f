package dev.attestor.cli.demo;

/** The demo cannot run here. */
public final class DemoException extends Exception {

  private final String hint;

  /** Says why, and what it needs. */
  public DemoException(String message, String hint) {
    super(message);
    this.hint = hint;
  }

  /** What it needs. */
  public String hint() {
    return hint;
  }
}
