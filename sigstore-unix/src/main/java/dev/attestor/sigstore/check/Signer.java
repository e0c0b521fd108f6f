package dev.attestor.sigstore.check;

import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * The signer according to the certificate: a subject, and the OpenID issuer that authenticated it.
 *
 * <p>Object identifiers are those of Fulcio's {@code docs/oid-info.md}.
 */
record Signer(String subject, String issuer) {

  private static final String ISSUER_V1 = "1.3.6.1.4.1.57264.1.1";
  private static final String ISSUER_V2 = "1.3.6.1.4.1.57264.1.8";
  private static final String OTHER_NAME = "1.3.6.1.4.1.57264.1.7";

  /** The signer, once for each subject of a certificate. */
  static List<Signer> of(X509Certificate certificate) throws CheckException {
    String issuer = issuer(certificate);
    List<Signer> found = new ArrayList<>();
    for (String subject : subjects(certificate)) {
      requirePrintable("subject", subject);
      found.add(new Signer(subject, issuer));
    }
    if (found.isEmpty()) {
      throw SignatureCheck.IDENTITY.failed(
          "the certificate names no subject (e-mail, URI or other name)");
    }
    return found;
  }

  private static String issuer(X509Certificate certificate) throws CheckException {
    byte[] v1 = extension(certificate, ISSUER_V1);
    byte[] v2 = extension(certificate, ISSUER_V2);
    if (v1.length == 0 && v2.length == 0) {
      throw SignatureCheck.IDENTITY.failed("the certificate names no issuer");
    }
    // The older extension contains the raw bytes, the newer one a DER string.
    String issuer = v2.length > 0 ? derText(v2) : utf8(v1);
    if (v1.length > 0 && !utf8(v1).equals(issuer)) {
      throw SignatureCheck.IDENTITY.failed(
          "the certificate names two issuers, \"%s\" and \"%s\""
              .formatted(ForeignText.quoted(utf8(v1)), ForeignText.quoted(issuer)));
    }
    requirePrintable("issuer", issuer);
    return issuer;
  }

  private static byte[] extension(X509Certificate certificate, String oid) throws CheckException {
    byte[] wrapped = certificate.getExtensionValue(oid);
    return wrapped == null ? new byte[0] : ASN1OctetString.getInstance(der(wrapped)).getOctets();
  }

  private static ASN1Primitive der(byte[] bytes) throws CheckException {
    try {
      return ASN1Primitive.fromByteArray(bytes);
    } catch (IOException | RuntimeException e) {
      throw SignatureCheck.IDENTITY.failed(
          "the certificate has an extension that cannot be read", e);
    }
  }

  private static String derText(byte[] bytes) throws CheckException {
    if (der(bytes) instanceof ASN1UTF8String text) {
      try {
        return text.getString();
      } catch (IllegalArgumentException e) {
        throw SignatureCheck.IDENTITY.failed("the certificate's issuer is not UTF-8", e);
      }
    }
    throw SignatureCheck.IDENTITY.failed("the certificate's issuer is no UTF-8 string");
  }

  private static String utf8(byte[] bytes) throws CheckException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw SignatureCheck.IDENTITY.failed("the certificate's issuer is not UTF-8", e);
    }
  }

  private static List<String> subjects(X509Certificate certificate) throws CheckException {
    byte[] names = extension(certificate, Extension.subjectAlternativeName.getId());
    List<String> found = new ArrayList<>();
    if (names.length > 0) {
      try {
        for (GeneralName name : GeneralNames.getInstance(der(names)).getNames()) {
          add(name, found);
        }
      } catch (RuntimeException e) {
        // Bouncy Castle throws several exception types for invalid names.
        throw SignatureCheck.IDENTITY.failed("the certificate's subject cannot be read", e);
      }
    }
    return found;
  }

  private static void add(GeneralName name, List<String> found) {
    ASN1Encodable value = name.getName();
    switch (name.getTagNo()) {
      case GeneralName.rfc822Name, GeneralName.uniformResourceIdentifier -> {
        found.add(((ASN1String) value).getString());
      }
      case GeneralName.otherName -> {
        OtherName other = OtherName.getInstance(value);
        if (other.getTypeID().getId().equals(OTHER_NAME)
            && other.getValue() instanceof ASN1UTF8String text) {
          found.add(text.getString());
        }
      }
      default -> {
        // DNS names and directory names do not identify signers.
      }
    }
  }

  private static void requirePrintable(String what, String text) throws CheckException {
    if (text.isEmpty() || text.codePoints().anyMatch(Character::isISOControl)) {
      throw SignatureCheck.IDENTITY.failed(
          "the certificate's %s is \"%s\", expected text without control characters"
              .formatted(what, ForeignText.quoted(text)));
    }
  }
}
