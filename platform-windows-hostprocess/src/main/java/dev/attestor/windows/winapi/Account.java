package dev.attestor.windows.winapi;

/**
 * The account that this process runs as.
 *
 * @param name such as {@code NT AUTHORITY\SYSTEM}; that of {@code user} where the system has none
 * @param administrator whether the rights of the administrators' group are there to be used
 * @param debug what can be done with {@code SeDebugPrivilege}, which opens the processes of others
 */
public record Account(Sid user, String name, boolean administrator, Privilege debug) {

  /** Where a privilege stands. */
  public enum Privilege {
    /** This account has no such privilege. */
    MISSING,
    /** It is there, and takes effect once it is enabled. */
    DISABLED,
    /** It has effect. */
    ENABLED
  }

  /** Whether this is the system itself. */
  public boolean isSystem() {
    return user.equals(Sid.LOCAL_SYSTEM);
  }
}
