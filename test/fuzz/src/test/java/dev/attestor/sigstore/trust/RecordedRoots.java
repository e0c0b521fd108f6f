package dev.attestor.sigstore.trust;

import dev.attestor.fuzz.Seeds;

/** Trusted roots of the testkit. */
public final class RecordedRoots {

  private RecordedRoots() {}

  /** Of the images that have timestamps, with the authorities that made them. */
  public static TrustRoots withTimestampAuthorities() {
    return parse(
        Seeds.recorded("signed-images-rekor-v2/trust/trusted_root.json").findFirst().orElseThrow());
  }

  static TrustRoots parse(byte[] file) {
    try {
      return TrustedRootFile.parse(file, "recorded").roots();
    } catch (TrustException e) {
      throw new AssertionError(e);
    }
  }
}
