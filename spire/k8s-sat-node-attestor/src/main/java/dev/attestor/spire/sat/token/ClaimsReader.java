package dev.attestor.spire.sat.token;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.attestor.spire.sat.BoundObject;
import dev.attestor.spire.sat.NodeAttestationException;
import dev.attestor.spire.sat.ServiceAccount;
import dev.attestor.spire.sat.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of both kinds of tokens: legacy ones name the account at the top level,
 * projected ones within {@code kubernetes.io}. Ignores unknown claims. Used for one token.
 */
final class ClaimsReader {

  private static final String LEGACY_NAMESPACE = "kubernetes.io/serviceaccount/namespace";
  private static final String LEGACY_NAME = "kubernetes.io/serviceaccount/service-account.name";

  private final boolean bindings;
  private @Nullable String namespace;
  private @Nullable String name;
  private @Nullable String issuer;
  private final List<String> audience = new ArrayList<>();
  private OptionalDouble expiry = OptionalDouble.empty();
  private OptionalDouble notBefore = OptionalDouble.empty();
  private Optional<BoundObject> pod = Optional.empty();
  private Optional<BoundObject> node = Optional.empty();
  private @Nullable String problem;

  private ClaimsReader(boolean bindings) {
    this.bindings = bindings;
  }

  /**
   * Reads the claims.
   *
   * @param bindings whether to read what the token is bound to; if not, those claims may be
   *     anything
   * @throws NodeAttestationException if they are not a JSON object, a claim has an invalid value,
   *     or they do not name exactly one account
   */
  static Claims read(byte[] payload, boolean bindings) throws NodeAttestationException {
    ClaimsReader reader = new ClaimsReader(bindings);
    try {
      StrictJson.read(payload, reader::claim);
    } catch (IOException e) {
      // The exception's message could quote the token.
      String what = reader.problem;
      throw malformed(what == null ? "its claims are not a JSON object" : what);
    }
    return reader.claims();
  }

  private Claims claims() throws NodeAttestationException {
    String inNamespace = namespace;
    String named = name;
    if (inNamespace == null) {
      throw malformed("the claim for its namespace is missing");
    }
    if (named == null) {
      throw malformed("the claim for its service account is missing");
    }
    if (!ServiceAccount.isNamespace(inNamespace)) {
      throw malformed("the claim for its namespace is not a valid name");
    }
    if (!ServiceAccount.isName(named)) {
      throw malformed("the claim for its service account is not a valid name");
    }
    return new Claims(
        new ServiceAccount(inNamespace, named),
        pod,
        node,
        Optional.ofNullable(issuer),
        audience,
        expiry,
        notBefore);
  }

  private void claim(String key, JsonReader in) throws IOException {
    switch (key) {
      case LEGACY_NAMESPACE -> namespace(text(key, in));
      case LEGACY_NAME -> name(text(key, in));
      case "kubernetes.io" -> StrictJson.object(in, this::kubernetes);
      case "iss" -> issuer = text(key, in);
      case "aud" -> audience(in);
      case "exp" -> expiry = seconds(key, in);
      case "nbf" -> notBefore = seconds(key, in);
      default -> in.skipValue();
    }
  }

  private void kubernetes(String key, JsonReader in) throws IOException {
    switch (key) {
      case "namespace" -> namespace(text("kubernetes.io.namespace", in));
      case "serviceaccount" -> StrictJson.object(in, this::account);
      case "pod" -> pod = bound("kubernetes.io.pod", in);
      case "node" -> node = bound("kubernetes.io.node", in);
      default -> in.skipValue();
    }
  }

  private Optional<BoundObject> bound(String key, JsonReader in) throws IOException {
    if (!bindings || in.peek() == JsonToken.NULL) {
      in.skipValue();
      return Optional.empty();
    }
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      throw problem("the claim \"%s\" is not an object".formatted(key));
    }
    String[] found = {"", ""};
    StrictJson.object(
        in,
        (member, value) -> {
          switch (member) {
            case "name" -> found[0] = text(key + ".name", value);
            case "uid" -> found[1] = text(key + ".uid", value);
            default -> value.skipValue();
          }
        });
    return Optional.of(new BoundObject(found[0], found[1]));
  }

  private void account(String key, JsonReader in) throws IOException {
    if (key.equals("name")) {
      name(text("kubernetes.io.serviceaccount.name", in));
    } else {
      in.skipValue();
    }
  }

  private void namespace(String value) throws IOException {
    if (namespace != null) {
      throw problem("its namespace is claimed twice, in the legacy and in the projected form");
    }
    namespace = value;
  }

  private void name(String value) throws IOException {
    if (name != null) {
      throw problem(
          "its service account is claimed twice, in the legacy and in the projected form");
    }
    name = value;
  }

  private void audience(JsonReader in) throws IOException {
    if (in.peek() == JsonToken.STRING) {
      audience.add(in.nextString());
      return;
    }
    if (in.peek() != JsonToken.BEGIN_ARRAY) {
      throw problem("the claim \"aud\" is neither a string nor a list of strings");
    }
    in.beginArray();
    while (in.hasNext()) {
      audience.add(text("aud", in));
    }
    in.endArray();
  }

  private String text(String key, JsonReader in) throws IOException {
    if (in.peek() != JsonToken.STRING) {
      throw problem("the claim \"%s\" is not a string".formatted(key));
    }
    return in.nextString();
  }

  private OptionalDouble seconds(String key, JsonReader in) throws IOException {
    if (in.peek() != JsonToken.NUMBER) {
      throw problem("the claim \"%s\" is not a number".formatted(key));
    }
    return OptionalDouble.of(in.nextDouble());
  }

  private IOException problem(String what) {
    problem = what;
    return new IOException(what);
  }

  private static NodeAttestationException malformed(String what) {
    return NodeAttestationException.invalid("malformed token: " + what);
  }
}
