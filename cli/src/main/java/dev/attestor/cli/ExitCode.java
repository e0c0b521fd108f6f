package dev.attestor.cli;

/** Exit codes that scripts rely on. */
final class ExitCode {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int NOT_IN_POD = 3;

  private ExitCode() {}
}
