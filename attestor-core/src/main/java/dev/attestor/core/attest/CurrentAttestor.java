package dev.attestor.core.attest;

import dev.attestor.core.spi.ProcessPin;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The attestor of the configuration in force. Another one takes its place at once; attestations
 * under way end on the one they began with, and the last of them closes it.
 */
public final class CurrentAttestor implements AutoCloseable {

  private final AtomicReference<@Nullable Use> current = new AtomicReference<>();

  /** Nothing is configured yet. */
  public CurrentAttestor() {}

  /** Puts an attestor in force, which is closed with its last attestation once it is replaced. */
  public void replaceWith(WorkloadAttestor next) {
    retire(current.getAndSet(new Use(next)));
  }

  /** Empty as long as nothing is configured. */
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
      // It was replaced between two lines; the next one is there already.
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

  /**
   * An attestor with the count of those who need it: whoever configured it, and each attestation.
   */
  private static final class Use {
    private final WorkloadAttestor attestor;
    private final AtomicInteger holders = new AtomicInteger(1);

    Use(WorkloadAttestor attestor) {
      this.attestor = attestor;
    }

    boolean begin() {
      return holders.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // The hook reports nothing.
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
