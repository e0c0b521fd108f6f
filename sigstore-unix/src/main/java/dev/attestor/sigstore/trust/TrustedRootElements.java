package dev.attestor.sigstore.trust;

import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.sigstore.json.ProtoJson;
import dev.sigstore.proto.common.v1.PublicKey;
import dev.sigstore.proto.common.v1.TimeRange;
import dev.sigstore.proto.trustroot.v1.CertificateAuthority;
import dev.sigstore.proto.trustroot.v1.TransparencyLogInstance;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Collects the elements of trusted roots, each by itself: one that cannot be used is left out with
 * a remark, which takes trust away and gives none. For one thread.
 */
final class TrustedRootElements {

  private final List<Authority> authorities = new ArrayList<>();
  private final List<LogKey> logs = new ArrayList<>();
  private final List<LogKey> certificateLogs = new ArrayList<>();
  private final List<Authority> timestampAuthorities = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();

  /** Makes something of an element. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(JsonObject json) throws UnusableException;
  }

  /** An element that cannot be used. The message quotes nothing of it. */
  private static final class UnusableException extends Exception {
    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }

    UnusableException(String message) {
      super(message);
    }
  }

  /**
   * Adds the elements of a root.
   *
   * @param which stands before remarks
   * @throws BadJsonException if the root is not made of lists
   */
  void add(JsonObject root, String which) throws BadJsonException {
    read(root, which, "certificateAuthorities", TrustedRootElements::authority, authorities);
    read(root, which, "tlogs", TrustedRootElements::log, logs);
    read(root, which, "ctlogs", TrustedRootElements::log, certificateLogs);
    read(root, which, "timestampAuthorities", TrustedRootElements::authority, timestampAuthorities);
  }

  private <T> void read(
      JsonObject root, String which, String key, Reading<T> reading, List<T> found)
      throws BadJsonException {
    // Protocol buffers know fields by two spellings.
    String other = key.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    List<JsonObject> elements = Json.objects(root, root.has(key) ? key : other);
    for (int number = 1; number <= elements.size(); number++) {
      try {
        found.add(reading.read(elements.get(number - 1)));
      } catch (UnusableException e) {
        remarks.add(
            "%snumber %s of %s is passed over: %s".formatted(which, number, key, e.getMessage()));
      }
    }
  }

  /**
   * All that can be used.
   *
   * @throws TrustException if there is nothing
   */
  TrustedRootFile all(String name) throws TrustException {
    if (authorities.isEmpty()
        && logs.isEmpty()
        && certificateLogs.isEmpty()
        && timestampAuthorities.isEmpty()) {
      throw new TrustException(
          "\"%s\" holds no certificate or key that can be used%s"
              .formatted(name, remarks.isEmpty() ? "" : ": " + remarks.get(0)));
    }
    return new TrustedRootFile(
        new TrustRoots(authorities, logs, certificateLogs, timestampAuthorities), remarks);
  }

  private static Authority authority(JsonObject json) throws UnusableException {
    CertificateAuthority.Builder authority = merged(json, CertificateAuthority.newBuilder());
    List<X509Certificate> chain = new ArrayList<>();
    for (var each : authority.getCertChain().getCertificatesList()) {
      try {
        chain.add(
            (X509Certificate)
                CertificateFactory.getInstance("X.509")
                    .generateCertificate(each.getRawBytes().newInput()));
      } catch (CertificateException | RuntimeException e) {
        throw new UnusableException(
            "certificate %s of its chain cannot be read".formatted(chain.size() + 1), e);
      }
    }
    if (chain.isEmpty()) {
      throw new UnusableException("it has no certificate");
    }
    return Authority.ofChain(chain, period(authority.getValidFor()));
  }

  private static LogKey log(JsonObject json) throws UnusableException {
    TransparencyLogInstance.Builder log = merged(json, TransparencyLogInstance.newBuilder());
    PublicKey key = log.getPublicKey();
    if (key.getRawBytes().isEmpty()) {
      throw new UnusableException("it has no key");
    }
    try {
      return LogKey.of(
          PemTrust.key(info(key.getRawBytes().toByteArray())),
          period(key.getValidFor()),
          Optional.ofNullable(URI.create(log.getBaseUrl()).getHost()));
    } catch (IOException | RuntimeException e) {
      throw new UnusableException(
          "its key or its address cannot be read (keyDetails %s)".formatted(key.getKeyDetails()),
          e);
    }
  }

  /** Older roots have RSA keys as PKCS #1, where the others have the key's kind around it. */
  private static SubjectPublicKeyInfo info(byte[] key) throws IOException {
    try {
      return SubjectPublicKeyInfo.getInstance(key);
    } catch (IllegalArgumentException e) {
      return new SubjectPublicKeyInfo(
          new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
          RSAPublicKey.getInstance(key));
    }
  }

  private static <B extends Message.Builder> B merged(JsonObject json, B into)
      throws UnusableException {
    try {
      // Newer instances may add fields; these do not affect the known ones.
      ProtoJson.parser().ignoringUnknownFields().merge(json.toString(), into);
      return into;
    } catch (InvalidProtocolBufferException | RuntimeException e) {
      throw new UnusableException("one of its fields has a value of another kind", e);
    }
  }

  private static Period period(TimeRange given) {
    return new Period(
        instant(given.getStart()),
        given.hasEnd() ? Optional.of(instant(given.getEnd())) : Optional.empty());
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
