package dev.attestor.spire.sat;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The header of a token: without extensions, and with an algorithm that API servers use. Keys in
 * the header ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) are ignored.
 *
 * @param algorithm the JWS name of the algorithm, such as {@code RS256}
 * @param keyId the {@code kid}; empty if there is none or it is not a string
 */
record TokenHeader(String algorithm, Optional<String> keyId) {

  private static final Set<String> ALGORITHMS =
      new TreeSet<>(
          Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"));

  /** The only other algorithms that a message may name; any other value could contain anything. */
  private static final Set<String> REFUSED =
      Set.of("none", "HS256", "HS384", "HS512", "EdDSA", "Ed25519", "Ed448", "ES256K");

  private static final class Members {
    private Optional<String> algorithm = Optional.empty();
    private Optional<String> keyId = Optional.empty();
    private boolean extended;

    void read(String name, JsonReader in) throws IOException {
      switch (name) {
        case "alg" -> algorithm = text(in);
        case "kid" -> keyId = text(in);
        // RFC 7515 section 4.1.11: a token with an unknown critical extension is invalid.
        case "crit", "b64" -> {
          extended = true;
          in.skipValue();
        }
        default -> in.skipValue();
      }
    }

    private static Optional<String> text(JsonReader in) throws IOException {
      if (in.peek() == JsonToken.STRING) {
        return Optional.of(in.nextString());
      }
      in.skipValue();
      return Optional.empty();
    }
  }

  /**
   * Parses a header.
   *
   * @throws NodeAttestationException if it is not a JSON object, has critical extensions, or names
   *     another algorithm
   */
  static TokenHeader parse(byte[] json) throws NodeAttestationException {
    Members members = new Members();
    try {
      StrictJson.read(json, members::read);
    } catch (IOException e) {
      // The exception's message could quote the token.
      throw invalid("its header is not a JSON object");
    }
    if (members.extended) {
      throw invalid("its header asks for extensions, expected none");
    }
    return new TokenHeader(requireKnown(members.algorithm), members.keyId);
  }

  private static String requireKnown(Optional<String> algorithm) throws NodeAttestationException {
    if (algorithm.filter(ALGORITHMS::contains).isPresent()) {
      return algorithm.get();
    }
    String found =
        algorithm
            .filter(REFUSED::contains)
            .map(name -> "the algorithm \"" + name + "\"")
            .orElse("no known algorithm");
    throw invalid("it has %s, expected one of %s".formatted(found, String.join(", ", ALGORITHMS)));
  }

  private static NodeAttestationException invalid(String what) {
    return NodeAttestationException.invalid("unable to parse token: " + what);
  }
}
