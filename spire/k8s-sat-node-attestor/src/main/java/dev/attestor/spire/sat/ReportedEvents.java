package dev.attestor.spire.sat;

import dev.attestor.spire.sat.NodeAttestationException.Kind;
import dev.attestor.spire.sdk.CallMetrics;
import dev.attestor.spire.sdk.CallMetrics.Calls;
import dev.attestor.spire.sdk.HostMetrics;
import java.util.List;
import java.util.Optional;

/**
 * What SPIRE's metrics tell of node attestations. Labels do not name clusters, because there may be
 * thousands; the log does. docs/spire.md lists it.
 */
public final class ReportedEvents implements SatListener {

  private static final String FAILED = "failed";

  private final Calls attestations;
  private final Calls keyFetches;
  private final Calls reviews;
  private final Calls tokenReads;

  /** Creates the metrics of both sides; what never happens is never reported. */
  public ReportedEvents(HostMetrics metrics) {
    CallMetrics calls = new CallMetrics(metrics, "attestor");
    attestations = calls.calls("node_attestation", Kind.values());
    keyFetches = calls.calls("key_fetch", List.of(CallMetrics.OK, FAILED));
    reviews = calls.calls("token_review", List.of(CallMetrics.OK, FAILED));
    tokenReads = calls.calls("token_read", List.of(CallMetrics.OK, FAILED));
  }

  @Override
  public void attested(Optional<Kind> failure, long nanos) {
    attestations.ended(failure, nanos);
  }

  @Override
  public void keysFetched(boolean usable, long nanos) {
    keyFetches.ended(result(usable), nanos);
  }

  @Override
  public void reviewed(boolean answered, long nanos) {
    reviews.ended(result(answered), nanos);
  }

  @Override
  public void tokenRead(boolean usable, long nanos) {
    tokenReads.ended(result(usable), nanos);
  }

  private static String result(boolean good) {
    return good ? CallMetrics.OK : FAILED;
  }
}
