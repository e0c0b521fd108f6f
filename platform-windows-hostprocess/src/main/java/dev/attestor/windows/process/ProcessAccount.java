package dev.attestor.windows.process;

import dev.attestor.windows.winapi.Sid;
import java.util.Set;

/**
 * The account of a process.
 *
 * @param groups those of its groups that are in force; not those that only ever take rights away,
 *     as the administrators in the token of one of them who is not elevated
 */
public record ProcessAccount(Sid user, Set<Sid> groups) {

  /** Copies the set. */
  public ProcessAccount {
    groups = Set.copyOf(groups);
  }
}
