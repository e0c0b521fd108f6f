package dev.attestor.windows.winapi;

/**
 * The account of this process.
 *
 * @param name such as {@code NT AUTHORITY\SYSTEM}; the text of {@code user} if the system has no
 *     name
 * @param administrator whether the rights of the administrators group are available
 * @param debug the state of {@code SeDebugPrivilege}, which allows opening processes of other
 *     accounts
 */
public record Account(Sid user, String name, boolean administrator, Privilege debug) {

  /** The state of a privilege. */
  public enum Privilege {
    /** The account does not have the privilege. */
    MISSING,
    /** The privilege exists and can be enabled. */
    DISABLED,
    /** The privilege is enabled. */
    ENABLED
  }

  /** Whether this is the account SYSTEM. */
  public boolean isSystem() {
    return user.equals(Sid.LOCAL_SYSTEM);
  }
}
