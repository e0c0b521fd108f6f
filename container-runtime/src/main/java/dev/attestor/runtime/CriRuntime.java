package dev.attestor.runtime;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.RuntimeAnswer;
import dev.attestor.runtime.proto.VersionResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container runtime behind its CRI socket. If the runtime is unavailable, calls are retried with
 * growing pauses of up to half a second while their callers wait, so its return is noticed within
 * that time.
 *
 * <p>The socket is only as trustworthy as its folder: whoever can replace the socket can
 * impersonate the runtime.
 */
public final class CriRuntime implements ContainerRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(CriRuntime.class);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);

  /** No container has this ID. */
  private static final String NOBODY = "attestor";

  private final Path socket;
  private final CriConnection connection;
  private final CriCalls calls;
  private final Availability availability;
  private final Set<CompletableFuture<RuntimeAnswer>> asked = ConcurrentHashMap.newKeySet();

  private CriRuntime(Path socket, Duration callLimit) {
    this.socket = socket;
    this.connection = new CriConnection(socket);
    this.calls = new CriCalls(connection.channel(), callLimit);
    this.availability = new Availability(socket);
  }

  /**
   * Connects in the background. If no runtime answers, this only logs a warning: the runtime may
   * start later, and the kubelet is enough without it.
   */
  public static CriRuntime at(Path socket) {
    return at(socket, CALL_LIMIT);
  }

  static CriRuntime at(Path socket, Duration callLimit) {
    CriRuntime runtime = new CriRuntime(socket, callLimit);
    runtime.warmUp();
    return runtime;
  }

  /**
   * The first calls load classes and connect. Making them now spares the first attestation that
   * wait.
   */
  @SuppressWarnings("FutureReturnValueIgnored") // The log reports the result.
  private void warmUp() {
    calls
        .container(NOBODY)
        .thenCombine(calls.sandbox(NOBODY), (container, sandbox) -> true)
        .thenCombine(calls.version(), (ignored, version) -> version)
        .whenComplete(
            (version, failure) -> {
              if (failure == null) {
                tell(version);
              } else {
                availability.failed(Question.status(failure));
              }
            });
  }

  private void tell(VersionResponse version) {
    availability.answered();
    LOG.atInfo()
        .addKeyValue("socket", socket)
        .addKeyValue("runtime", version.getRuntimeName())
        .addKeyValue("version", version.getRuntimeVersion())
        .log("the container runtime names young containers");
  }

  @Override
  // The hook's result is not needed. Futures are compared by identity on purpose.
  @SuppressWarnings({"FutureReturnValueIgnored", "UndefinedEquals"})
  public CompletableFuture<RuntimeAnswer> ask(ContainerId id) {
    CompletableFuture<RuntimeAnswer> answer =
        new Question(id, calls, connection, availability).start();
    if (!answer.isDone()) {
      asked.add(answer);
      answer.whenComplete((given, failure) -> asked.remove(answer));
    }
    return answer;
  }

  @Override
  public long failures() {
    return availability.failures();
  }

  @Override
  public void close() {
    connection.close();
    asked.forEach(answer -> answer.complete(new RuntimeAnswer.Nothing()));
  }
}
