package dev.attestor.sigstore.check;

import dev.attestor.input.text.ForeignText;
import dev.attestor.sigstore.trust.Authority;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TSPUtil;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/**
 * Checks RFC 3161 timestamps of a signature. At the time that it gives, an authority must be
 * trusted and its certificate must be valid.
 */
final class Timestamps {

  private static final int MAX_TIMESTAMPS = 32;
  private static final int MAX_BYTES = 64 << 10;
  private static final Set<ASN1ObjectIdentifier> DIGESTS =
      Set.of(TSPAlgorithms.SHA256, TSPAlgorithms.SHA384, TSPAlgorithms.SHA512);

  private final List<Authority> authorities;

  Timestamps(List<Authority> authorities) {
    this.authorities = authorities;
  }

  /** The times of all timestamps of a signature. Each timestamp must be valid. */
  List<Instant> requireTrusted(Claim claim) throws CheckException {
    if (claim.timestamps().size() > MAX_TIMESTAMPS) {
      throw SignatureCheck.TIMESTAMP.failed(
          "%s timestamps came with it, expected at most %s"
              .formatted(claim.timestamps().size(), MAX_TIMESTAMPS));
    }
    List<Instant> times = new ArrayList<>();
    for (byte[] timestamp : claim.timestamps()) {
      try {
        times.add(requireTrusted(timestamp, claim.signature()));
      } catch (RuntimeException e) {
        // Bouncy Castle parses some parts only on access.
        throw SignatureCheck.TIMESTAMP.failed("it cannot be read: " + shown(e), e);
      }
    }
    return times;
  }

  private Instant requireTrusted(byte[] answer, byte[] signature) throws CheckException {
    TimeStampToken token = parse(answer);
    requireAbout(token, signature);
    if (authorities.isEmpty()) {
      throw SignatureCheck.TIMESTAMP.failed(
          "no timestamp authority is trusted; a trusted root that has one can be named with"
              + " trusted_root_path, for the file of SIGSTORE_ROOT_FILE has none");
    }
    CheckException failure =
        SignatureCheck.TIMESTAMP.failed("it is not from a trusted timestamp authority");
    for (Authority authority : authorities) {
      for (X509CertificateHolder signer : signers(token, authority)) {
        try {
          return requireSigned(token, signer, authority);
        } catch (CheckException e) {
          failure = e;
        }
      }
    }
    throw failure;
  }

  private static TimeStampToken parse(byte[] answer) throws CheckException {
    if (answer.length > MAX_BYTES) {
      throw SignatureCheck.TIMESTAMP.failed(
          "it has %s bytes, expected at most %s".formatted(answer.length, MAX_BYTES));
    }
    try {
      TimeStampResponse response = new TimeStampResponse(answer);
      TimeStampToken token = response.getTimeStampToken();
      int status = response.getStatus();
      if (token != null && (status == PKIStatus.GRANTED || status == PKIStatus.GRANTED_WITH_MODS)) {
        return token;
      }
      throw SignatureCheck.TIMESTAMP.failed(
          "its authority refused to give one (status %s)".formatted(status));
    } catch (IOException | TSPException e) {
      throw SignatureCheck.TIMESTAMP.failed("it cannot be read: " + shown(e), e);
    }
  }

  private static void requireAbout(TimeStampToken token, byte[] signature) throws CheckException {
    ASN1ObjectIdentifier algorithm = token.getTimeStampInfo().getMessageImprintAlgOID();
    if (!DIGESTS.contains(algorithm)) {
      throw SignatureCheck.TIMESTAMP.failed(
          "it is over a digest of kind \"%s\", expected SHA-256, SHA-384 or SHA-512"
              .formatted(algorithm));
    }
    try {
      byte[] digest = MessageDigest.getInstance(algorithm.getId()).digest(signature);
      if (!MessageDigest.isEqual(digest, token.getTimeStampInfo().getMessageImprintDigest())) {
        throw SignatureCheck.TIMESTAMP.failed("it is about another signature");
      }
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-2", e);
    }
  }

  /**
   * The certificates that the token says it is signed by. If the trusted root names an authority's
   * own certificate, only that one is accepted, even if others have the same root.
   */
  private static List<X509CertificateHolder> signers(TimeStampToken token, Authority authority)
      throws CheckException {
    List<X509Certificate> named =
        Stream.concat(authority.intermediates().stream(), authority.roots().stream())
            .filter(each -> each.getBasicConstraints() < 0)
            .toList();
    List<X509CertificateHolder> all = new ArrayList<>();
    try {
      for (X509Certificate each : named) {
        all.add(new JcaX509CertificateHolder(each));
      }
    } catch (CertificateException e) {
      throw SignatureCheck.TIMESTAMP.failed("its authority's certificate cannot be encoded", e);
    }
    if (named.isEmpty()) {
      all.addAll(token.getCertificates().getMatches(null));
    }
    return all.stream().filter(token.getSID()::match).toList();
  }

  private static Instant requireSigned(
      TimeStampToken token, X509CertificateHolder signer, Authority authority)
      throws CheckException {
    Instant time = token.getTimeStampInfo().getGenTime().toInstant();
    try {
      TSPUtil.validateCertificate(signer);
    } catch (TSPException e) {
      throw SignatureCheck.TIMESTAMP.failed(
          "its authority's certificate is not for timestamps alone: " + shown(e), e);
    }
    try {
      X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(signer);
      new Chains(List.of(authority), Chains.Purpose.TIME_STAMPING)
          .requireTrusted(certificate, List.of(), time);
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(certificate));
      return time;
    } catch (TSPException | OperatorCreationException | GeneralSecurityException e) {
      throw SignatureCheck.TIMESTAMP.failed("its signature does not verify: " + shown(e), e);
    }
  }

  private static String shown(Exception e) {
    return ForeignText.quoted(String.valueOf(e.getMessage()));
  }
}
