package dev.attestor.linux;

import dev.attestor.core.locate.ContainerId;

/** The owner of a process that is in no pod. */
public sealed interface CgroupOwner {

  /**
   * The user whose session or service manager the process belongs to.
   *
   * @param uid the user's ID, even if the process now runs under another one, such as a subordinate
   *     ID of its user namespace
   */
  record Account(long uid) implements CgroupOwner {}

  /** A container that the system's container manager created. */
  record Container(ContainerId id) implements CgroupOwner {}

  /** The cgroups do not say. */
  record Unknown() implements CgroupOwner {}
}
