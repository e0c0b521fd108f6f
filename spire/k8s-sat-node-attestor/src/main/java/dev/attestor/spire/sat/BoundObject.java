package dev.attestor.spire.sat;

import java.util.regex.Pattern;

/**
 * The pod or the node that a token is bound to, as its issuer names it. Either text may be
 * anything, also empty, until it was checked.
 */
public record BoundObject(String name, String uid) {

  /** Kubernetes writes UUIDs; a UID becomes a segment of a SPIFFE ID and a selector. */
  private static final Pattern UID =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}[A-Za-z0-9])?");

  /** Whether the name can be that of a pod or a node: a DNS subdomain, RFC 1123. */
  public boolean hasValidName() {
    return ServiceAccount.isName(name);
  }

  /** Whether the UID consists of at most 64 letters, digits and dashes. */
  public boolean hasValidUid() {
    return UID.matcher(uid).matches();
  }
}
