package dev.attestor.core.attest;

import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attestor of the active configuration. A new attestor takes over at once; running attestations
 * finish with the one that they started with, and the last of them closes it.
 */
public final class CurrentAttestor implements AutoCloseable {

  private final AtomicReference<@Nullable Use> current = new AtomicReference<>();

  /** Starts without a configuration. */
  public CurrentAttestor() {}

  /** Activates an attestor. Once it is replaced in turn, its last attestation closes it. */
  public void replaceWith(WorkloadAttestor next) {
    retire(current.getAndSet(new Use(next)));
  }

  /** Attests a process; empty until an attestor is configured. */
  public Optional<CompletableFuture<Attestation>> attest(int pid) {
    return attest(attestor -> attestor.attest(pid));
  }

  /** Attests a process that the caller has pinned; see {@link WorkloadAttestor}. */
  public Optional<CompletableFuture<Attestation>> attest(int pid, ProcessPin pin) {
    return attest(attestor -> attestor.attest(pid, pin));
  }

  private Optional<CompletableFuture<Attestation>> attest(
      Function<WorkloadAttestor, CompletableFuture<Attestation>> attestation) {
    for (Use use = current.get(); use != null; use = current.get()) {
      if (use.begin()) {
        return Optional.of(use.attest(attestation));
      }
      // It was replaced in the meantime, so its successor is already set.
    }
    return Optional.empty();
  }

  @Override
  public void close() {
    retire(current.getAndSet(null));
  }

  private static void retire(@Nullable Use use) {
    if (use != null) {
      use.end();
    }
  }

  /** An attestor with a reference count: one for being active, one for each attestation. */
  private static final class Use {
    private final WorkloadAttestor attestor;
    private final AtomicInteger holders = new AtomicInteger(1);

    Use(WorkloadAttestor attestor) {
      this.attestor = attestor;
    }

    boolean begin() {
      return holders.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The callback's result is not needed.
    CompletableFuture<Attestation> attest(
        Function<WorkloadAttestor, CompletableFuture<Attestation>> attestation) {
      CompletableFuture<Attestation> answer = attestation.apply(attestor);
      answer.whenComplete((result, failure) -> end());
      return answer;
    }

    void end() {
      if (holders.decrementAndGet() == 0) {
        attestor.close();
      }
    }
  }
}
