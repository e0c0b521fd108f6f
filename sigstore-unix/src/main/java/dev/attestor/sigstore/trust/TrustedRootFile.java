package dev.attestor.sigstore.trust;

import dev.attestor.input.file.BadTextException;
import dev.attestor.input.file.Utf8;
import dev.attestor.sigstore.json.Json;
import dev.sigstore.json.ProtoJson;
import dev.sigstore.proto.trustroot.v1.TransparencyLogInstance;
import dev.sigstore.proto.trustroot.v1.TrustedRoot;
import dev.sigstore.trustroot.CertificateAuthority;
import dev.sigstore.trustroot.PublicKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Reads a sigstore TrustedRoot, as {@code cosign trusted-root create} and TUF give it. */
final class TrustedRootFile {

  private static final int MAX_BYTES = 4 << 20;
  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";

  private TrustedRootFile() {}

  static TrustRoots read(Path file) throws TrustException {
    return parse(TrustFile.bytes(file, MAX_BYTES), file.toString());
  }

  static TrustRoots parse(byte[] json, String name) throws TrustException {
    TrustedRoot.Builder root = TrustedRoot.newBuilder();
    try {
      // Fields that newer instances add say nothing against those that are known.
      ProtoJson.parser().ignoringUnknownFields().merge(Utf8.decode(json), root);
      if (!root.getMediaType().startsWith(MEDIA_TYPE)) {
        throw new TrustException(
            "\"%s\" is \"%s\", expected \"%s...\""
                .formatted(name, Json.shown(root.getMediaType()), MEDIA_TYPE));
      }
      return new TrustRoots(
          authorities(root.getCertificateAuthoritiesList()),
          logs(root.getTlogsList()),
          logs(root.getCtlogsList()),
          authorities(root.getTimestampAuthoritiesList()));
    } catch (TrustException e) {
      throw e;
    } catch (BadTextException e) {
      throw new TrustException("\"%s\" %s".formatted(name, e.getMessage()), e);
    } catch (CertificateException | IOException | RuntimeException e) {
      throw new TrustException(
          "\"%s\" is no trusted root of sigstore's: %s"
              .formatted(name, Json.shown(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private static List<Authority> authorities(
      List<dev.sigstore.proto.trustroot.v1.CertificateAuthority> given)
      throws CertificateException {
    List<Authority> found = new ArrayList<>();
    for (var each : given) {
      CertificateAuthority authority = CertificateAuthority.from(each);
      found.add(
          Authority.ofChain(
              authority.getCertPath().getCertificates().stream()
                  .map(X509Certificate.class::cast)
                  .toList(),
              Period.of(authority.getValidFor())));
    }
    return found;
  }

  private static List<LogKey> logs(List<TransparencyLogInstance> given) throws IOException {
    List<LogKey> found = new ArrayList<>();
    for (TransparencyLogInstance each : given) {
      PublicKey key = PublicKey.from(each.getPublicKey());
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getRawBytes());
      found.add(LogKey.of(PemTrust.key(info), Period.of(key.getValidFor()), host(each)));
    }
    return found;
  }

  private static Optional<String> host(TransparencyLogInstance log) {
    return Optional.ofNullable(URI.create(log.getBaseUrl()).getHost());
  }
}
