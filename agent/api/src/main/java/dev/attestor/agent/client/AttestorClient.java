package dev.attestor.agent.client;

import dev.attestor.agent.api.v1.AttestorGrpc;
import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.WatchRequest;
import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.api.v1.WhoAmIRequest;
import dev.attestor.agent.api.v1.WhoIsRequest;
import dev.attestor.local.pipe.PipeAddress;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Asks the node agent over its socket or named pipe. Safe for use by many threads; one client for a
 * program is enough. Nothing is dialled before the first question.
 *
 * <pre>{@code
 * try (AttestorClient attestor = AttestorClient.connect(AttestorClient.defaultAddress())) {
 *   Identity me = attestor.whoAmI();
 * }
 * }</pre>
 */
public final class AttestorClient implements AutoCloseable {

  /** Where the agent listens on Unix unless it is told otherwise. */
  public static final Path DEFAULT_SOCKET = Path.of("/run/attestor/agent.sock");

  /** Where the agent listens on Windows unless it is told otherwise. */
  public static final String DEFAULT_PIPE = "\\\\.\\pipe\\attestor\\public\\api";

  /** Who may own the agent's pipe: SYSTEM, and the administrators of the machine. */
  public static final Set<String> TRUSTED_OWNERS = Set.of("S-1-5-18", "S-1-5-32-544");

  /** How long a question may take unless told otherwise: longer than the agent waits for a pod. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(40);

  private final AgentChannel connection;
  private final Duration timeout;

  private AttestorClient(AgentChannel connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  /** A client of the agent at a socket. */
  public static AttestorClient connect(Path socket) {
    return new AttestorClient(AgentChannel.open(socket), DEFAULT_TIMEOUT);
  }

  /**
   * A client of the agent at an address: the path of a socket, {@code unix:} and such a path, or a
   * named pipe as {@code \\.\pipe\attestor\public\api} or {@code npipe:attestor\public\api}. Only a
   * pipe of SYSTEM's or the administrators' is connected to.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  public static AttestorClient connect(String address) {
    return connect(address, TRUSTED_OWNERS);
  }

  /**
   * As before, for an agent that runs under another account.
   *
   * @param pipeOwners the SIDs of those whose pipe may be connected to, such as {@code S-1-5-18};
   *     any program may make a pipe of a name that is free. Means nothing for a socket
   */
  public static AttestorClient connect(String address, Set<String> pipeOwners) {
    if (PipeAddress.isMeant(address)) {
      PipeAddress pipe = PipeAddress.parse(address);
      return new AttestorClient(AgentChannel.open(pipe, pipeOwners), DEFAULT_TIMEOUT);
    }
    return connect(Path.of(address.startsWith("unix:") ? address.substring(5) : address));
  }

  /** Where the agent of this machine listens unless it is told otherwise. */
  public static String defaultAddress() {
    String system = System.getProperty("os.name", "");
    return system.startsWith("Windows") ? DEFAULT_PIPE : DEFAULT_SOCKET.toString();
  }

  /** The same connection, with another time limit for each question. */
  public AttestorClient withTimeout(Duration limit) {
    return new AttestorClient(connection, limit);
  }

  /**
   * Who this very process is, as the agent sees it.
   *
   * @throws StatusRuntimeException if the agent cannot be reached, or gives no answer; its
   *     description says why
   */
  public Identity whoAmI() {
    return stub().whoAmI(WhoAmIRequest.getDefaultInstance()).getIdentity();
  }

  /**
   * Who another process is, for those who may ask.
   *
   * @param pid as the agent sees it
   * @throws StatusRuntimeException if the agent cannot be reached, or gives no answer; its
   *     description says why
   */
  public Identity whoIs(int pid) {
    return stub().whoIs(WhoIsRequest.newBuilder().setPid(pid).build()).getIdentity();
  }

  /**
   * The answer now and each time it changes, until the process ends. Without a time limit; to stop
   * before, run it in a {@link io.grpc.Context.CancellableContext}.
   *
   * @param pid as the agent sees it; 0 for this very process
   * @return blocks in {@code hasNext} until there is an event; throws as {@link #whoIs} does
   */
  public Iterator<WatchResponse> watch(int pid) {
    return AttestorGrpc.newBlockingStub(connection.channel())
        .watch(WatchRequest.newBuilder().setPid(pid).build());
  }

  /** The connection, for stubs of one's own. */
  public Channel channel() {
    return connection.channel();
  }

  private AttestorGrpc.AttestorBlockingStub stub() {
    return AttestorGrpc.newBlockingStub(connection.channel())
        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Hangs up. */
  @Override
  public void close() {
    ManagedChannel channel = connection.channel();
    channel.shutdownNow();
    connection.close();
  }
}
