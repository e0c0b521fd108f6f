package dev.attestor.sigstore;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.tsp.TSPAlgorithms;

/** Changes of a signature's timestamps, and of their authorities. */
final class TimestampAttacks {

  private static final String BY_NOBODY = "timestamp: it is not from a trusted timestamp authority";
  private static final String NOT_FOR_IT =
      "timestamp: its authority's certificate is not for timestamps alone: ";

  private TimestampAttacks() {}

  /** One change of a valid bundle or of the trust, and the message that rejects it. */
  record Attack(String name, BiConsumer<ForgedBundle, ForgedRoot> change, String refusal) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Attack> all() {
    return Stream.concat(timestamps(), authorities());
  }

  private static Stream<Attack> timestamps() {
    return Stream.of(
        new Attack(
            "by another authority",
            (bundle, root) ->
                bundle.timestamps.add(
                    new TimestampKit("other").stamp(bundle.signed.signature, bundle.time)),
            BY_NOBODY),
        new Attack(
            "by another authority with the same names",
            (bundle, root) ->
                bundle.timestamps.add(
                    new TimestampKit("timestamps").stamp(bundle.signed.signature, bundle.time)),
            "timestamp: its signature does not verify: "),
        new Attack(
            "a bit of its signature flipped",
            (bundle, root) -> {
              byte[] stamp = bundle.authority.stamp(bundle.signed.signature, bundle.time);
              stamp[stamp.length - 3] ^= 1;
              bundle.timestamps.add(stamp);
            },
            "timestamp: its signature does not verify: "),
        new Attack(
            "about another signature",
            (bundle, root) ->
                bundle.timestamps.add(bundle.authority.stamp(new byte[70], bundle.time)),
            "timestamp: it is about another signature"),
        new Attack(
            "about what was signed",
            (bundle, root) ->
                bundle.timestamps.add(bundle.authority.stamp(bundle.signed.signed, bundle.time)),
            "timestamp: it is about another signature"),
        new Attack(
            "over SHA-1",
            (bundle, root) -> bundle.authority.digest = TSPAlgorithms.SHA1,
            "timestamp: it is over a digest of kind \"1.3.14.3.2.26\", expected SHA-256"),
        new Attack(
            "a refusal",
            (bundle, root) -> bundle.timestamps.add(bundle.authority.refusal()),
            "timestamp: its authority refused to give one (status 2)"),
        new Attack(
            "nothing that can be read",
            (bundle, root) -> bundle.timestamps.add(new byte[] {0x30, 0}),
            "timestamp: it cannot be read: "),
        new Attack(
            "larger than any",
            (bundle, root) -> bundle.timestamps.add(new byte[100_000]),
            "timestamp: it has 100000 bytes, expected at most 65536"),
        new Attack(
            "more than anybody needs",
            (bundle, root) -> {
              byte[] stamp = bundle.authority.stamp(bundle.signed.signature, bundle.time);
              for (int copy = 0; copy < 33; copy++) {
                bundle.timestamps.add(stamp);
              }
            },
            "timestamp: 33 timestamps came with it, expected at most 32"),
        new Attack(
            "a good one and one by another authority",
            (bundle, root) -> {
              bundle.timestamps.add(bundle.authority.stamp(bundle.signed.signature, bundle.time));
              bundle.timestamps.add(
                  new TimestampKit("other").stamp(bundle.signed.signature, bundle.time));
            },
            BY_NOBODY),
        new Attack(
            "a good one and one after the certificate",
            (bundle, root) -> {
              bundle.timestamps.add(bundle.authority.stamp(bundle.signed.signature, bundle.time));
              bundle.timestamps.add(
                  bundle.authority.stamp(
                      bundle.signed.signature, SigningKit.SIGNED.plusSeconds(601)));
            },
            "certificate: it is valid from 2026-11-23T01:54:00Z to 2026-11-23T02:04:00Z, which"
                + " 2026-11-23T02:04:01Z is not in"),
        new Attack(
            "none, and no other time",
            (bundle, root) -> bundle.hasTimestamps = false,
            "format: the bundle cannot be read: No timestamp verification"),
        new Attack(
            "none, and a time that nobody signed",
            (bundle, root) -> {
              bundle.hasTimestamps = false;
              bundle.integratedTime = bundle.time.getEpochSecond();
            },
            "format: the bundle cannot be read: No timestamp verification"),
        new Attack(
            "a good one beside a promise that does not verify",
            (bundle, root) -> {
              bundle.promise = new byte[70];
              bundle.integratedTime = bundle.time.getEpochSecond();
              bundle.logId = ForgedBundle.keyId(bundle.log);
            },
            "log: the log's signed entry timestamp does not verify"),
        late(SigningKit.SIGNED.plusSeconds(601)),
        late(SigningKit.SIGNED.minusSeconds(1)));
  }

  private static Attack late(Instant time) {
    return new Attack(
        "at %s, outside of the certificate's time".formatted(time),
        (bundle, root) -> bundle.time = time,
        "certificate: it is valid from 2026-11-23T01:54:00Z to 2026-11-23T02:04:00Z, which "
            + time
            + " is not in");
  }

  private static Stream<Attack> authorities() {
    return Stream.of(
        new Attack(
            "none is trusted",
            (bundle, root) -> root.timestamps = List.of(),
            "timestamp: no timestamp authority is trusted; a trusted root that has one can be named"
                + " with trusted_root_path"),
        new Attack(
            "no longer trusted",
            (bundle, root) -> root.authorityEnds = bundle.time.minusSeconds(1),
            "timestamp: no trusted timestamp authority is for 2026-11-23T01:55:00Z"),
        changed(
            "a certificate that has expired",
            authority -> authority.leafEnds = SigningKit.SIGNED,
            "timestamp: its authority's certificate is valid from 2026-11-23T00:54:00Z to"
                + " 2026-11-23T01:54:00Z, which 2026-11-23T01:55:00Z is not in"),
        changed(
            "a root that has expired",
            authority -> authority.rootEnds = SigningKit.SIGNED,
            "timestamp: no trusted root was valid at 2026-11-23T01:55:00Z"),
        changed(
            "a certificate without a purpose",
            authority -> authority.purpose = Optional.empty(),
            NOT_FOR_IT),
        changed(
            "a purpose that is not critical", authority -> authority.critical = false, NOT_FOR_IT),
        changed(
            "another purpose",
            authority ->
                authority.purpose =
                    Optional.of(new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)),
            NOT_FOR_IT),
        changed(
            "a purpose beside that of timestamps",
            authority ->
                authority.purpose =
                    Optional.of(
                        new ExtendedKeyUsage(
                            new KeyPurposeId[] {
                              KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_codeSigning
                            })),
            NOT_FOR_IT),
        changed(
            "an authority for code in between",
            authority -> authority.middlePurpose = KeyPurposeId.id_kp_codeSigning,
            "timestamp: \"CN=timestamps-intermediate\", which it chains through, is not for"
                + " timestamps"),
        new Attack(
            "another root with the same name",
            (bundle, root) ->
                root.timestamps =
                    List.of(
                        root.timestamps.get(0),
                        root.timestamps.get(1),
                        new TimestampKit("timestamps").chain().get(2)),
            "timestamp: its authority's certificate does not chain to a trusted root"),
        new Attack(
            "a certificate that is not there",
            (bundle, root) -> root.timestamps = bundle.authority.authorities(),
            BY_NOBODY));
  }

  private static Attack changed(String name, Consumer<TimestampKit> change, String refusal) {
    return new Attack(
        name,
        (bundle, root) -> {
          change.accept(bundle.authority);
          root.timestamps = bundle.authority.chain();
        },
        refusal);
  }
}
