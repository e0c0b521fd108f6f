package dev.attestor.spire.workload;

import dev.attestor.attest.Attestation;
import dev.attestor.attest.WorkloadAttestor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The attestor of the configuration in force. Another one takes its place at once; attestations
 * under way end on the one they began with, and the last of them closes it.
 */
final class CurrentAttestor implements AutoCloseable {

  private final AtomicReference<@Nullable Use> current = new AtomicReference<>();

  void replaceWith(WorkloadAttestor next) {
    retire(current.getAndSet(new Use(next)));
  }

  /** Empty as long as nothing is configured. */
  Optional<CompletableFuture<Attestation>> attest(int pid) {
    for (Use use = current.get(); use != null; use = current.get()) {
      if (use.begin()) {
        return Optional.of(use.attest(pid));
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
    CompletableFuture<Attestation> attest(int pid) {
      CompletableFuture<Attestation> answer = attestor.attest(pid);
      answer.whenComplete((attestation, failure) -> end());
      return answer;
    }

    void end() {
      if (holders.decrementAndGet() == 0) {
        attestor.close();
      }
    }
  }
}
