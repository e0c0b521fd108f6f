package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.Claim;

/** A signature that was found but not read yet. */
public interface Candidate {

  /** What it signs. */
  enum Purpose {
    /** The image itself. */
    SIGNATURE,
    /** A statement about the image. */
    ATTESTATION
  }

  /**
   * The parsed signature.
   *
   * @param purpose what it signs
   */
  record Read(Purpose purpose, Claim claim) {}

  /** Where it was found, for messages. */
  String origin();

  /** Whether it may have this purpose, judging by its location; its content decides. */
  boolean mayBe(Purpose purpose);

  /** Fetches and parses it. */
  Read read() throws CheckException;
}
