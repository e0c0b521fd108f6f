package dev.attestor.spire.sat.key;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.json.JsonUtil;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** Reads keys from a JSON Web Key Set, RFC 7517, as the API server publishes it. */
final class JsonWebKeys {

  private JsonWebKeys() {}

  /**
   * Returns all usable keys of a set, possibly none. The others are listed in the remarks.
   *
   * @throws KeyFileException if the text is not a JSON Web Key Set
   */
  static KeySet parse(String text) throws KeyFileException {
    return parse(text, Integer.MAX_VALUE);
  }

  /**
   * Like the other, for a set of at most so many keys.
   *
   * @throws KeyFileException also if the set is larger
   */
  static KeySet parse(String text, int most) throws KeyFileException {
    List<VerificationKey> keys = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    int number = 0;
    List<Map<?, ?>> members = members(text);
    if (members.size() > most) {
      throw new KeyFileException(
          "it holds %s keys, expected at most %s".formatted(members.size(), most));
    }
    for (Map<?, ?> each : members) {
      number++;
      try {
        keys.add(key(each));
      } catch (UnusableKeyException e) {
        remarks.add("key %s is skipped: it %s".formatted(number, e.getMessage()));
      }
    }
    return new KeySet(keys, remarks);
  }

  private static List<Map<?, ?>> members(String text) throws KeyFileException {
    try {
      if (JsonUtil.parseJson(text).get("keys") instanceof List<?> list) {
        List<Map<?, ?>> members = new ArrayList<>();
        for (Object member : list) {
          members.add((Map<?, ?>) member);
        }
        return members;
      }
    } catch (JoseException | ClassCastException e) {
      // Reported below, without the text.
    }
    throw new KeyFileException(
        "it is not a JSON Web Key Set, expected an object with the list \"keys\"");
  }

  private static VerificationKey key(Map<?, ?> members) throws UnusableKeyException {
    JsonWebKey parsed = parsed(members);
    if (!(parsed instanceof PublicJsonWebKey key)) {
      throw new UnusableKeyException(
          "is of the kind \"%s\", expected RSA or EC".formatted(parsed.getKeyType()));
    }
    if (parsed.getUse() != null && !parsed.getUse().equals("sig")) {
      throw new UnusableKeyException("is for the use \"%s\"".formatted(parsed.getUse()));
    }
    if (parsed.getKeyOps() != null && !parsed.getKeyOps().contains("verify")) {
      throw new UnusableKeyException("is for other operations than \"verify\"");
    }
    VerificationKey usable = VerificationKey.of(key.getPublicKey());
    return new VerificationKey(
        usable.key(),
        declared(usable.algorithms(), parsed.getAlgorithm()),
        parsed.getKeyId() == null ? usable.id() : parsed.getKeyId());
  }

  private static JsonWebKey parsed(Map<?, ?> members) throws UnusableKeyException {
    try {
      @SuppressWarnings("unchecked") // Names of JSON members are strings.
      Map<String, Object> named = (Map<String, Object>) members;
      return JsonWebKey.Factory.newJwk(named);
    } catch (JoseException | RuntimeException e) {
      // The library casts values without checks, so a wrong type fails like this.
      throw new UnusableKeyException("is of an unknown kind, or broken");
    }
  }

  /** A key that declares its algorithm may be used only with that one. */
  private static Set<String> declared(
      Set<String> suiting, @org.jspecify.annotations.Nullable String algorithm)
      throws UnusableKeyException {
    Set<String> algorithms = new HashSet<>(suiting);
    if (algorithm != null) {
      algorithms.retainAll(Set.of(algorithm));
    }
    if (algorithms.isEmpty()) {
      throw new UnusableKeyException(
          "is for the algorithm \"%s\", which does not suit it".formatted(algorithm));
    }
    return algorithms;
  }
}
