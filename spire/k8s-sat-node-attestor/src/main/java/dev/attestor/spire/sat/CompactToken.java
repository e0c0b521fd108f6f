package dev.attestor.spire.sat;

import java.util.Base64;
import java.util.Optional;

/**
 * A service account token in canonical encoding, with a header that API servers write. It is not
 * verified yet. All code that judges or remembers tokens takes this type, so that no two validators
 * accept different spellings.
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
   * Checks the encoding and the header of a token.
   *
   * @throws NodeAttestationException if it is not a JSON Web Signature in compact form, or names an
   *     algorithm that API servers do not use
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

  /** The token. */
  public ServiceAccountToken token() {
    return token;
  }

  /** The JWS name of the algorithm in the token's header. */
  public String algorithm() {
    return header.algorithm();
  }

  /** The key ID in the token's header; empty if there is none. */
  public Optional<String> keyId() {
    return header.keyId();
  }

  /** The claims as anybody may have written them: nothing here was verified. */
  public byte[] unverifiedClaims() {
    return claims.clone();
  }

  /**
   * What distinguishes this token from others; to be relied on only if the token is valid.
   *
   * @param voucher names whoever vouches for the claims
   */
  public TokenIdentity identity(String voucher) {
    return TokenIdentity.of(voucher, claims);
  }

  @Override
  public String toString() {
    return "CompactToken[redacted]";
  }
}
