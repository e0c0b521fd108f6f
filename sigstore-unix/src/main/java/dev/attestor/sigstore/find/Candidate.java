package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.Claim;

/** A signature that was found and not yet read. */
public interface Candidate {

  /** What it signs. */
  enum Purpose {
    /** The image itself. */
    SIGNATURE,
    /** A statement about the image. */
    ATTESTATION
  }

  /**
   * What was read.
   *
   * @param purpose what it signs
   */
  record Read(Purpose purpose, Claim claim) {}

  /** Where it was found, for messages. */
  String origin();

  /** What it is for, as far as the place says; what is read decides. */
  boolean mayBe(Purpose purpose);

  /** Fetches and reads it. */
  Read read() throws CheckException;
}
