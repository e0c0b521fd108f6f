package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.registry.Descriptor;

/** The source of the content of signatures. */
@FunctionalInterface
interface Blobs {

  /** Fetches the content that a manifest names. */
  byte[] get(Descriptor descriptor) throws CheckException;
}
