package dev.attestor.sigstore;

import dev.attestor.sigstore.SigningKit.Leaf;
import java.util.stream.Stream;

/** Changes of the signature, of the signed content, and of its annotations. */
final class SignatureAttacks {

  private SignatureAttacks() {}

  static Stream<Attack> all() {
    return Stream.of(
        new Attack(
            "a bit of the signature flipped",
            image -> image.signature[20] ^= 1,
            "signature: the signature does not fit the key of its certificate"),
        new Attack(
            "no signature at all",
            image -> image.signature = new byte[0],
            "format: it has no signature annotation"),
        new Attack(
            "the payload changed after signing",
            image -> image.payload = image.payload.replace("\"r\"", "\"s\""),
            "signature: the signature does not fit the key of its certificate"),
        new Attack(
            "the payload of another image",
            image -> image.sign(ForgedImage.payload("sha256:" + "0".repeat(64))),
            "payload: what was signed names \"sha256:" + "0".repeat(64) + "\", expected \"sha256:"),
        new Attack(
            "a payload that names the digest in upper case",
            image ->
                image.sign(
                    ForgedImage.payload(
                        "sha256:" + image.image.hex().toUpperCase(java.util.Locale.ROOT))),
            "payload: what was signed names no image"),
        new Attack(
            "a payload of another type",
            image -> image.sign(image.payload.replace("cosign container", "other container")),
            "payload: what was signed cannot be read: type is \"other container image signature\""),
        new Attack(
            "a payload that is no JSON",
            image -> image.sign("alice signed this"),
            "payload: what was signed cannot be read: the text is not JSON"),
        new Attack(
            "a payload with something after it",
            image -> image.sign(image.payload + "{}"),
            "payload: what was signed cannot be read"),
        new Attack(
            "the certificate of somebody else, who is allowed too",
            image -> image.certify(image.kit.issue(new Leaf(), SigningKit.key().getPublic())),
            "signature: the signature does not fit the key of its certificate"),
        new Attack(
            "no certificate",
            image -> image.certificate = "",
            "format: it has no certificate, so nobody is named who signed it"),
        new Attack(
            "a public key where the certificate belongs",
            image ->
                image.certificate =
                    SigningKit.pem("PUBLIC KEY", image.key.getPublic().getEncoded()),
            "format: its annotation \"dev.sigstore.cosign/certificate\" has no PEM block \"CERTIFICATE\""),
        new Attack(
            "a certificate that is cut",
            image -> image.certificate = image.certificate.replaceFirst("M[A-Za-z0-9]{39}", ""),
            "format: its annotation \"dev.sigstore.cosign/certificate\" has a broken certificate in line 1"));
  }
}
