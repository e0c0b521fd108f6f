package dev.attestor.spire.workload.broker;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.core.error.Causes;
import dev.attestor.core.error.ConflictingEvidenceException;
import dev.attestor.core.error.KubeletException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.grpc.Statuses;
import io.grpc.Status;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures whose own words are for the log alone: they may name addresses, files, and pods that the
 * broker must not know of. Brokers are told one fixed text for each kind.
 */
final class Untold {

  private static final Logger LOG = LoggerFactory.getLogger(Untold.class);
  private static final String LOG_SAYS_WHY = "; the log of the SPIRE agent says why";

  private Untold() {}

  /** The work with another failure, which is made of its own. */
  static <T> CompletableFuture<T> in(
      CompletableFuture<T> work, Function<Throwable, RuntimeException> told) {
    return Cancelling.with(
        work,
        work.exceptionally(
            failure -> {
              throw told.apply(failure);
            }));
  }

  /** Why a process cannot be attested. */
  static RuntimeException ofProcess(Throwable failure) {
    Throwable cause = Causes.unwrap(failure);
    if (cause instanceof CancellationException) {
      return new CompletionException(cause);
    }
    return told(
        Statuses.of(cause).getStatus(),
        cause instanceof KubeletException
            ? "the kubelet cannot be asked"
            : "the process cannot be attested");
  }

  /** Why a pod cannot be found. What is wrong with its entry may name another pod. */
  static RuntimeException ofPod(Throwable failure) {
    Throwable cause = Causes.unwrap(failure);
    if (cause instanceof RefusedException || cause instanceof ConflictingEvidenceException) {
      return told(Statuses.of(cause).getStatus(), "the pod cannot be used");
    }
    if (cause instanceof KubeletException) {
      return told(
          Status.UNAVAILABLE.withDescription(cause.getMessage()), "the kubelet cannot be asked");
    }
    return new CompletionException(cause);
  }

  /** Why the selectors of a pod or a namespace cannot be completed. */
  static RuntimeException ofNamespace(Throwable failure) {
    Throwable cause = Causes.unwrap(failure);
    if (cause instanceof ApiServerException) {
      return told(Statuses.of(cause).getStatus(), "the labels of the namespace cannot be read");
    }
    return new CompletionException(cause);
  }

  private static RuntimeException told(Status status, String what) {
    LOG.atWarn()
        .addKeyValue("reason", status.getDescription())
        .addKeyValue("told", what)
        .log("A broker gets no answer");
    return status.withDescription(what + LOG_SAYS_WHY).asRuntimeException();
  }
}
