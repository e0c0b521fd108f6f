package dev.attestor.windows;

import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether an object is trusted: the system or the administrators must own it, and nobody
 * else may change it.
 */
final class TrustedOwners {

  /** No account except the system and the administrators. */
  static final Set<Sid> NOBODY_ELSE = Set.of();

  // winnt.h: DELETE, WRITE_DAC, WRITE_OWNER, MAXIMUM_ALLOWED, GENERIC_ALL, GENERIC_WRITE
  private static final int CHANGES_TO_ALL =
      0x00010000 | 0x00040000 | 0x00080000 | 0x02000000 | 0x10000000 | 0x40000000;

  /** Rights to change a job or its contents: all rights except querying it and waiting for it. */
  static final int CHANGES_TO_JOBS = 0x0000FFFB | CHANGES_TO_ALL;

  /**
   * Rights to change a file, or a folder and its contents; winnt.h: FILE_WRITE_DATA,
   * FILE_APPEND_DATA, FILE_WRITE_EA, FILE_DELETE_CHILD, FILE_WRITE_ATTRIBUTES.
   */
  static final int CHANGES_TO_FILES = 0x0002 | 0x0004 | 0x0010 | 0x0040 | 0x0100 | CHANGES_TO_ALL;

  /** "Owner rights": the owner, which is checked separately. */
  private static final Sid OWNER_RIGHTS = new Sid("S-1-3-4");

  private final Set<Sid> trusted;
  private final int changes;

  /**
   * Trusts more accounts than the system and the administrators.
   *
   * @param changes the rights that no other account may have
   */
  TrustedOwners(Set<Sid> others, int changes) {
    Set<Sid> all = new HashSet<>(others);
    all.addAll(List.of(Sid.LOCAL_SYSTEM, Sid.ADMINISTRATORS, OWNER_RIGHTS));
    this.trusted = Set.copyOf(all);
    this.changes = changes;
  }

  /** Why an object is not trusted; empty if it is. */
  Optional<String> objection(SecurityDescriptor object) {
    if (object.owner().isEmpty()) {
      return Optional.of("belongs to nobody");
    }
    Sid owner = object.owner().get();
    if (!trusted.contains(owner)) {
      return Optional.of("belongs to " + owner);
    }
    if (object.granted().isEmpty()) {
      return Optional.of("may be changed by everybody");
    }
    return object.granted().get().stream()
        .filter(entry -> (entry.rights() & changes) != 0)
        .map(AccessEntry::account)
        .filter(account -> !trusted.contains(account))
        .findFirst()
        .map(account -> "may be changed by " + account);
  }
}
