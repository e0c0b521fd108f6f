package dev.attestor.linux;

import dev.attestor.core.locate.ContainerId;

/** Who answers for a process that is in no pod. */
public sealed interface CgroupOwner {

  /**
   * The account whose session, or whose service manager, the process belongs to.
   *
   * @param uid also if the process runs under another account by now, such as one of the
   *     subordinate ones of its user namespace
   */
  record Account(long uid) implements CgroupOwner {}

  /** A container that the system's container manager made. */
  record Container(ContainerId id) implements CgroupOwner {}

  /** The cgroups do not tell. */
  record Unknown() implements CgroupOwner {}
}
