package dev.attestor.spire.sat.key;

import dev.attestor.spire.sat.NodeAttestationException;
import java.util.List;
import java.util.Optional;

/** The keys of one cluster. Thread-safe. */
public interface ClusterKeys {

  /**
   * The keys that may have signed a token, all of a type that suits the algorithm. May block.
   *
   * @param keyId the {@code kid} of the token
   * @throws NodeAttestationException if the keys are not known now, or are known not to include
   *     that one
   */
  List<VerificationKey> candidates(String algorithm, Optional<String> keyId)
      throws NodeAttestationException;
}
