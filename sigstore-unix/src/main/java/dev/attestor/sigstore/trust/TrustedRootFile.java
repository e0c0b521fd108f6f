package dev.attestor.sigstore.trust;

import com.google.gson.JsonObject;
import dev.attestor.input.file.BadTextException;
import dev.attestor.input.file.Utf8;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.attestor.input.text.ForeignText;
import java.nio.file.Path;
import java.util.List;

/**
 * Sigstore's TrustedRoot, as {@code cosign trusted-root create} and TUF give it, or several of them
 * one after another, as {@code gh attestation trusted-root} does; then all of them count. An
 * element that cannot be used is a remark. No message quotes the file.
 *
 * @param remarks what is passed over, and why
 */
record TrustedRootFile(TrustRoots roots, List<String> remarks) {

  private static final int MAX_BYTES = 4 << 20;
  private static final int MAX_ROOTS = 16;
  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";

  TrustedRootFile {
    remarks = List.copyOf(remarks);
  }

  static TrustedRootFile read(Path file) throws TrustException {
    return parse(TrustFile.bytes(file, MAX_BYTES), file.toString());
  }

  static TrustedRootFile parse(byte[] json, String name) throws TrustException {
    List<JsonObject> roots;
    try {
      roots = Json.sequence(Utf8.decode(json));
    } catch (BadTextException e) {
      throw new TrustException("\"%s\" %s".formatted(name, e.getMessage()), e);
    } catch (BadJsonException e) {
      throw unusable(name, String.valueOf(e.getMessage()), e);
    }
    if (roots.size() > MAX_ROOTS) {
      throw new TrustException(
          "\"%s\" holds %s trusted roots, expected at most %s"
              .formatted(name, roots.size(), MAX_ROOTS));
    }
    TrustedRootElements elements = new TrustedRootElements();
    for (int number = 1; number <= roots.size(); number++) {
      String which = roots.size() == 1 ? "" : "root %s of %s: ".formatted(number, roots.size());
      try {
        add(roots.get(number - 1), elements, name, which);
      } catch (BadJsonException e) {
        throw unusable(name, which + e.getMessage(), e);
      }
    }
    return elements.all(name);
  }

  private static void add(JsonObject root, TrustedRootElements elements, String name, String which)
      throws BadJsonException, TrustException {
    String type = Json.textOr(root, "mediaType", Json.textOr(root, "media_type", ""));
    if (!type.startsWith(MEDIA_TYPE)) {
      throw new TrustException(
          "\"%s\" is %s\"%s\", expected \"%s...\""
              .formatted(name, which, ForeignText.quoted(type), MEDIA_TYPE));
    }
    elements.add(root, which);
  }

  private static TrustException unusable(String name, String why, Exception cause) {
    return new TrustException(
        "\"%s\" is no trusted root of sigstore's: %s".formatted(name, why), cause);
  }
}
