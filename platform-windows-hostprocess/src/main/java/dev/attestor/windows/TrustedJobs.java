package dev.attestor.windows;

import dev.attestor.windows.winapi.AccessEntry;
import dev.attestor.windows.winapi.SecurityDescriptor;
import dev.attestor.windows.winapi.Sid;
import java.util.List;
import java.util.Set;

/**
 * Which jobs count among those that anybody could have made: they belong to the system or to the
 * administrators, and nobody else may change them.
 */
final class TrustedJobs {

  private static final Set<Sid> TRUSTED =
      Set.of(
          Sid.LOCAL_SYSTEM,
          Sid.ADMINISTRATORS,
          // "Owner rights": whoever owns it, who is checked as well.
          new Sid("S-1-3-4"));

  /**
   * Rights that change a job or what is in it; winnt.h: all of a job's own but to query it and to
   * wait for it, then DELETE, WRITE_DAC, WRITE_OWNER, MAXIMUM_ALLOWED, GENERIC_ALL, GENERIC_WRITE.
   */
  private static final int CHANGES =
      0x0000FFFB | 0x00010000 | 0x00040000 | 0x00080000 | 0x02000000 | 0x10000000 | 0x40000000;

  private TrustedJobs() {}

  static boolean contains(SecurityDescriptor job) {
    return job.owner().filter(TRUSTED::contains).isPresent()
        && job.granted().filter(TrustedJobs::onlyTrustedMayChange).isPresent();
  }

  private static boolean onlyTrustedMayChange(List<AccessEntry> granted) {
    return granted.stream()
        .allMatch(entry -> (entry.rights() & CHANGES) == 0 || TRUSTED.contains(entry.account()));
  }
}
