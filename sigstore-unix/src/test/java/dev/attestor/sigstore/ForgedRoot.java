package dev.attestor.sigstore;

import dev.attestor.core.config.SigstoreConfig.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The trusted root for a {@link ForgedBundle}. A test may change a part. */
final class ForgedRoot {

  Instant logEnds = SigningKit.SIGNED.plusSeconds(100_000_000);
  Instant authorityEnds = SigningKit.SIGNED.plusSeconds(100_000_000);
  String logName = ForgedBundle.LOG;
  List<X509Certificate> timestamps;

  private final ForgedBundle bundle;

  ForgedRoot(ForgedBundle bundle) {
    this.bundle = bundle;
    this.timestamps = bundle.authority.chain();
  }

  Trust write(Path folder) {
    SigningKit kit = bundle.image.kit;
    String json =
        """
        {"mediaType":"application/vnd.dev.sigstore.trustedroot+json;version=0.1",
         "tlogs":[{"baseUrl":"https://%s","hashAlgorithm":"SHA2_256","logId":{"keyId":""},
           "publicKey":{"rawBytes":"%s","keyDetails":"PKIX_ED25519","validFor":%s}}],
         "certificateAuthorities":[%s],
         "timestampAuthorities":[%s]}
        """
            .formatted(
                logName,
                ForgedBundle.base64(kit.logKey().getEncoded()),
                until(logEnds),
                authority(List.of(kit.root()), SigningKit.SIGNED.plusSeconds(100_000_000)),
                timestamps.isEmpty() ? "" : authority(timestamps, authorityEnds));
    try {
      Path file = Files.writeString(folder.resolve("forged-root.json"), json);
      return new Trust(
          Optional.of(file), Optional.empty(), Optional.empty(), Optional.empty(), folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String authority(List<X509Certificate> chain, Instant ends) {
    return """
        {"uri":"https://example.com","subject":{},"certChain":{"certificates":[%s]},"validFor":%s}
        """
        .formatted(
            chain.stream()
                .map(each -> ForgedBundle.base64(SigningKit.encoded(each)))
                .map("{\"rawBytes\":\"%s\"}"::formatted)
                .collect(Collectors.joining(",")),
            until(ends));
  }

  private static String until(Instant end) {
    return "{\"start\":\"2026-01-01T00:00:00Z\",\"end\":\"%s\"}".formatted(end);
  }
}
