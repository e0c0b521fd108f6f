package dev.attestor.spire.workload;

import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.Outcome;
import dev.attestor.core.event.AttestorListener;
import dev.attestor.spire.sdk.CallMetrics;
import dev.attestor.spire.sdk.CallMetrics.Calls;
import dev.attestor.spire.sdk.HostMetrics;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What SPIRE's metrics tell of attestations and of requests to the kubelet; docs/spire.md lists it.
 */
public final class ReportedEvents implements AttestorListener {

  private final Calls attestations;
  private final Calls requests;

  /** Creates all metrics. */
  public ReportedEvents(HostMetrics metrics) {
    CallMetrics calls = new CallMetrics(metrics, "attestor");
    attestations =
        calls.calls("attestation", Arrays.stream(Outcome.values()).map(Outcome::label).toList());
    requests = calls.calls("kubelet_request", KubeletException.Kind.values());
  }

  @Override
  public void attested(Outcome outcome, long nanos) {
    attestations.ended(outcome.label(), nanos);
  }

  @Override
  public void kubeletAsked(@Nullable KubeletException failure, long nanos) {
    requests.ended(Optional.ofNullable(failure).map(KubeletException::kind), nanos);
  }
}
