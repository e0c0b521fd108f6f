package dev.attestor.windows.winapi;

import dev.attestor.threads.DaemonThreads;
import dev.attestor.windows.winapi.WinApiException.Source;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The Host Compute Service, which runs the process-isolated and Hyper-V isolated containers of a
 * Windows host. Not tested on a real Windows yet: the tests use their own library with the same
 * interface.
 *
 * <p>One call at a time. If a call takes too long, its caller stops waiting, but the call
 * continues, because the service's libraries do not support cancelling it.
 */
final class ComputeService {

  private static final String FUNCTION = "HcsEnumerateComputeSystems";

  /** A {@code SystemQuery} without virtual machines. */
  private static final String QUERY = "{\"Types\":[\"Container\"]}";

  private final Path folder;
  private final Semaphore free = new Semaphore(1);

  /** Uses only the libraries in this folder, so that no planted library is loaded. */
  ComputeService(Path folder) {
    this.folder = folder;
  }

  /** See {@link WinApi#computeSystems}. */
  Optional<String> containers(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    FutureTask<Optional<String>> call = new FutureTask<>(this::ask);
    try {
      if (!free.tryAcquire(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        throw tooSlow(limit);
      }
      start(call);
      return call.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw tooSlow(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw tooSlow(limit);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
  }

  private void start(FutureTask<?> call) {
    DaemonThreads.start(
        "attestor-compute-service",
        () -> {
          try {
            call.run();
          } finally {
            free.release();
          }
        });
  }

  private Optional<String> ask() {
    return ComputeCore.load(folder)
        .map(library -> library.enumerate(QUERY))
        .or(() -> VmCompute.load(folder).map(library -> library.enumerate(QUERY)));
  }

  private static WinApiException tooSlow(Duration limit) {
    return new WinApiException(
        FUNCTION,
        Source.HRESULT,
        WinApiException.HCS_E_OPERATION_TIMEOUT,
        "no answer within %s ms".formatted(limit.toMillis()));
  }
}
