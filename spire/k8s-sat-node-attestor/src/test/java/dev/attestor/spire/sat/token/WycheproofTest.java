package dev.attestor.spire.sat.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.attestor.spire.sat.CompactToken;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccountToken;
import dev.attestor.spire.sat.TestKeys;
import dev.attestor.spire.sat.key.KeyFileException;
import dev.attestor.spire.sat.key.KeyFiles;
import dev.attestor.spire.sat.token.Wycheproof.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Judges every vector like a service account token: with a JSON Web Key Set, and the valid ones
 * also with a PEM file, which cannot declare the use of a key.
 */
class WycheproofTest {

  /**
   * Their tokens are valid, but their keys declare an algorithm that differs from the token's (346,
   * 350) or does not exist (347, 351). API servers publish no such keys. Declarations are enforced
   * here, so these are valid only with a PEM file.
   */
  private static final Set<Integer> MISDECLARED = Set.of(346, 347, 350, 351);

  /**
   * Keys with the ROCA weakness are not detected here: it affects certain chips, which API servers
   * do not use.
   */
  private static final int ROCA = 7;

  @TempDir private Path folder;

  static Stream<Vector> asymmetric() {
    return Wycheproof.signatures().filter(vector -> !vector.symmetric());
  }

  /** A cluster's keys are public, so none can be a shared secret. */
  static Stream<Vector> symmetric() {
    return Wycheproof.signatures().filter(Vector::symmetric);
  }

  static Stream<Vector> keys() {
    return Wycheproof.keys().filter(vector -> vector.id() != ROCA);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("asymmetric")
  void judgesTokensByTheirKey(Vector vector) throws Exception {
    assertThat(verifies(vector, jwks(vector)))
        .isEqualTo(vector.valid() && !MISDECLARED.contains(vector.id()));
    if (vector.valid()) {
      assertThat(verifies(vector, pem(vector))).isTrue();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("symmetric")
  void takesNoTokenOfASharedSecret(Vector vector) throws Exception {
    assertThat(verifies(vector, jwks(vector))).isFalse();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("keys")
  void judgesKeysOfSets(Vector vector) throws Exception {
    assertThat(verifies(vector, jwks(vector))).isEqualTo(vector.valid() && !vector.symmetric());
  }

  @Test
  void judgesAllOfThem() {
    assertThat(Wycheproof.signatures()).hasSize(401);
    assertThat(asymmetric()).hasSize(361);
    assertThat(asymmetric().filter(Vector::valid)).hasSize(36);
    assertThat(Wycheproof.keys()).hasSize(26);
    assertThat(Wycheproof.keys().filter(vector -> vector.id() == ROCA))
        .map(Vector::comment)
        .containsExactly("rejectsKeyWithRocaVulnerability");
  }

  private static boolean verifies(Vector vector, KeyFiles files) {
    try {
      CompactToken token = CompactToken.of(ServiceAccountToken.of(vector.token()));
      return SignedToken.of(token)
          .signer(files.read().candidates(token.algorithm(), token.keyId().orElse(null)))
          .isPresent();
    } catch (NodeAttestationException | KeyFileException e) {
      return false;
    }
  }

  private KeyFiles pem(Vector vector) throws IOException {
    String blocks =
        vector.keys().stream()
            .map(key -> TestKeys.pem("PUBLIC KEY", encoded(key.toString())))
            .collect(Collectors.joining());
    Path file = Files.writeString(folder.resolve("keys.pem"), blocks);
    return new KeyFiles(Optional.of(file), Optional.empty());
  }

  /** The content of a key file, without the declarations of the JSON Web Key. */
  private static byte[] encoded(String jwk) {
    try {
      return JsonWebKey.Factory.newJwk(jwk).getKey().getEncoded();
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private KeyFiles jwks(Vector vector) throws IOException {
    Path file = Files.writeString(folder.resolve("keys.json"), vector.jwks());
    return new KeyFiles(Optional.empty(), Optional.of(file));
  }
}
