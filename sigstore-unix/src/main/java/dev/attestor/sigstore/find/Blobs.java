package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.registry.Descriptor;

/** Where the content of signatures comes from. */
@FunctionalInterface
interface Blobs {

  /** The content that a manifest names. */
  byte[] get(Descriptor descriptor) throws CheckException;
}
