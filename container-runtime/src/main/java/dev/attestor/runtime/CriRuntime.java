package dev.attestor.runtime;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.core.spi.ContainerRuntime;
import dev.attestor.core.spi.RuntimeAnswer;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeOwner;
import dev.attestor.runtime.proto.VersionResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A container runtime behind its CRI socket or named pipe. If the runtime is unavailable, calls are
 * retried with growing pauses of up to half a second while their callers wait, so its return is
 * noticed within that time.
 *
 * <p>A socket is only as trustworthy as its folder: whoever can replace the socket can impersonate
 * the runtime. A pipe must belong to SYSTEM or the administrators, or nothing is sent to it.
 */
public final class CriRuntime implements ContainerRuntime {

  private static final Logger LOG = LoggerFactory.getLogger(CriRuntime.class);
  private static final Duration CALL_LIMIT = Duration.ofSeconds(2);

  /** No container has this ID. */
  private static final String NOBODY = "attestor";

  private final String address;
  private final CriConnection connection;
  private final CriCalls calls;
  private final Availability availability;
  private final Map<ContainerId, Question> questions = new ConcurrentHashMap<>();

  private CriRuntime(String address, CriConnection connection, Duration callLimit) {
    this.address = address;
    this.connection = connection;
    this.calls = new CriCalls(connection.channel(), callLimit);
    this.availability = new Availability(address);
  }

  /**
   * Connects in the background. If no runtime answers, this only logs a warning: the runtime may
   * start later, and the kubelet is enough without it.
   */
  public static CriRuntime at(Path socket) {
    return at(socket, CALL_LIMIT);
  }

  static CriRuntime at(Path socket, Duration callLimit) {
    return warm(new CriRuntime(socket.toString(), CriConnection.to(socket), callLimit));
  }

  /** The same at a named pipe of SYSTEM or the administrators. */
  public static CriRuntime at(PipeAddress pipe) {
    return at(pipe, PipeOwner.TRUSTED, CALL_LIMIT);
  }

  static CriRuntime at(PipeAddress pipe, Set<String> trustedOwners, Duration callLimit) {
    return warm(new CriRuntime(pipe.toString(), CriConnection.to(pipe, trustedOwners), callLimit));
  }

  private static CriRuntime warm(CriRuntime runtime) {
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
        .addKeyValue("socket", address)
        .addKeyValue("runtime", version.getRuntimeName())
        .addKeyValue("version", version.getRuntimeVersion())
        .log("the container runtime names young containers");
  }

  @Override
  public CompletableFuture<RuntimeAnswer> ask(ContainerId id) {
    while (true) {
      Question question = questions.computeIfAbsent(id, this::question);
      Optional<CompletableFuture<RuntimeAnswer>> answer = question.join();
      if (answer.isPresent()) {
        return answer.get();
      }
      // It has just ended, because nobody waited any more.
      questions.remove(id, question);
    }
  }

  private Question question(ContainerId id) {
    Question question = new Question(id, calls, connection, availability);
    question.whenEnded(() -> questions.remove(id, question));
    return question;
  }

  @Override
  public long failures() {
    return availability.failures();
  }

  @Override
  public void close() {
    connection.close();
    questions.values().forEach(Question::end);
  }
}
