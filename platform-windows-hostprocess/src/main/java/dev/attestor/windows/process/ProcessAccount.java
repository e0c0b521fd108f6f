package dev.attestor.windows.process;

import dev.attestor.windows.winapi.Sid;
import java.util.Set;

/**
 * The account of a process.
 *
 * @param groups its enabled groups, without those that are only used to deny access, such as the
 *     administrators group of a member that is not elevated
 */
public record ProcessAccount(Sid user, Set<Sid> groups) {

  /** Copies the set. */
  public ProcessAccount {
    groups = Set.copyOf(groups);
  }
}
