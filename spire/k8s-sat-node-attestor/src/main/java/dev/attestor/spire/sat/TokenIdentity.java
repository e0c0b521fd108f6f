package dev.attestor.spire.sat;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalDouble;

/**
 * What distinguishes a token from all others, and when it ends. Whoever vouches for its claims is
 * part of it, so that nobody who writes the claims of another's token into one of their own has the
 * same identity. Copies of a token with a different signature have the same identity: for an ECDSA
 * signature, anybody can create a second valid one. Only the holder of the cluster's key can change
 * it.
 *
 * @param fingerprint a digest of who vouches for the claims, and of {@code iss} and {@code jti}, or
 *     of all claims if one is missing
 * @param expiry when the token ends, in seconds of Unix time; empty if it never does
 */
public record TokenIdentity(String fingerprint, OptionalDouble expiry) {

  /** 128 bits are enough to avoid collisions. */
  private static final int BYTES = 16;

  private static final class Members {
    private String issuer = "";
    private String id = "";
    private OptionalDouble expiry = OptionalDouble.empty();

    void read(String name, JsonReader in) throws IOException {
      if (name.equals("iss") && in.peek() == JsonToken.STRING) {
        issuer = in.nextString();
      } else if (name.equals("jti") && in.peek() == JsonToken.STRING) {
        id = in.nextString();
      } else if (name.equals("exp") && in.peek() == JsonToken.NUMBER) {
        expiry = OptionalDouble.of(in.nextDouble());
      } else {
        in.skipValue();
      }
    }
  }

  static TokenIdentity of(String voucher, byte[] claims) {
    Members members = new Members();
    try {
      StrictJson.read(claims, members::read);
    } catch (IOException e) {
      // Whoever validates the token decides about that.
      return new TokenIdentity(digest(voucher, "claims", claims), OptionalDouble.empty());
    }
    boolean named = !members.issuer.isEmpty() && !members.id.isEmpty();
    return new TokenIdentity(
        named
            ? digest(
                voucher,
                "jti",
                (members.issuer + "\0" + members.id).getBytes(StandardCharsets.UTF_8))
            : digest(voucher, "claims", claims),
        members.expiry);
  }

  private static String digest(String voucher, String kind, byte[] bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((voucher + "\0" + kind + "\0").getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(bytes), 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
