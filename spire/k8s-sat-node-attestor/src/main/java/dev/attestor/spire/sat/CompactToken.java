package dev.attestor.spire.sat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A service account token in the only spelling that its bytes have, with a header that API servers
 * write. Nothing in it is verified yet. Whoever judges or remembers tokens takes this type, so that
 * no judge accepts a spelling that another refuses.
 */
public final class CompactToken {

  private final ServiceAccountToken token;
  private final TokenHeader header;
  private final byte[] claims;

  private CompactToken(ServiceAccountToken token, TokenHeader header, byte[] claims) {
    this.token = token;
    this.header = header;
    this.claims = claims;
  }

  /**
   * Checks the form of a token and its header.
   *
   * @throws NodeAttestationException if it is not a JSON Web Signature in compact form, or made
   *     with an algorithm that API servers do not sign with
   */
  public static CompactToken of(ServiceAccountToken token) throws NodeAttestationException {
    String text = token.reveal();
    if (!CompactForm.matches(text)) {
      throw NodeAttestationException.invalid(
          "unable to parse token: expected three parts of base64url with a dot between them");
    }
    String[] parts = text.split("\\.", -1);
    Base64.Decoder base64 = Base64.getUrlDecoder();
    return new CompactToken(
        token, TokenHeader.parse(base64.decode(parts[0])), base64.decode(parts[1]));
  }

  /** The token itself. */
  public ServiceAccountToken token() {
    return token;
  }

  /** The JWS name of the algorithm that it claims to be signed with. */
  public String algorithm() {
    return header.algorithm();
  }

  /** The ID of the key that it claims to be signed with; empty if it names none. */
  public Optional<String> keyId() {
    return header.keyId();
  }

  /**
   * A digest of the decoded claims, a {@code jti} among them. All copies of a token have it, also
   * one with another signature: of an ECDSA signature anybody can make a second valid one. Whoever
   * lacks the cluster's key cannot change the digest.
   */
  public String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(claims);
      // 128 bits are enough for no two tokens ever to meet.
      return HexFormat.of().formatHex(digest, 0, digest.length / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return "CompactToken[redacted]";
  }
}
