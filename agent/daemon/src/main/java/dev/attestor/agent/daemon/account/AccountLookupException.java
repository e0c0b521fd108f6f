package dev.attestor.agent.daemon.account;

/** Whether an account exists cannot be told: the system gave no answer, or none in time. */
public final class AccountLookupException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Tells why. */
  public AccountLookupException(String message) {
    super(message);
  }
}
