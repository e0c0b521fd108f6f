package dev.attestor.agent.client;

import dev.attestor.agent.api.v1.AttestorGrpc;
import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.WatchRequest;
import dev.attestor.agent.api.v1.WatchResponse;
import dev.attestor.agent.api.v1.WhoAmIRequest;
import dev.attestor.agent.api.v1.WhoAmIResponse;
import dev.attestor.agent.api.v1.WhoIsRequest;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeOwner;
import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A client of the node agent, over its socket or named pipe. Thread-safe; one client per program is
 * enough. Connects at the first request.
 *
 * <pre>{@code
 * try (AttestorClient attestor = AttestorClient.connect(AttestorClient.defaultAddress())) {
 *   Identity me = attestor.whoAmI();
 * }
 * }</pre>
 */
public final class AttestorClient implements AutoCloseable {

  /** The agent's default socket on Unix. */
  public static final Path DEFAULT_SOCKET = Path.of("/run/attestor/agent.sock");

  /** The agent's default pipe on Windows. */
  public static final String DEFAULT_PIPE = "\\\\.\\pipe\\attestor\\public\\api";

  /** Accounts that may own the agent's pipe: SYSTEM and the administrators of the machine. */
  public static final Set<String> TRUSTED_OWNERS = PipeOwner.TRUSTED;

  /** The default time limit of a request: longer than the agent waits for a pod. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(40);

  private final AgentChannel connection;
  private final Duration timeout;

  private AttestorClient(AgentChannel connection, Duration timeout) {
    this.connection = connection;
    this.timeout = timeout;
  }

  /**
   * Creates a client for an agent at a socket.
   *
   * @param socket the agent's Unix socket
   * @return a client that connects at its first request
   */
  public static AttestorClient connect(Path socket) {
    return new AttestorClient(AgentChannel.open(socket), DEFAULT_TIMEOUT);
  }

  /**
   * Creates a client for an agent at an address: a socket path, {@code unix:} and a path, or a
   * named pipe such as {@code \\.\pipe\attestor\public\api} or {@code npipe:attestor\public\api}.
   * Connects only to pipes owned by SYSTEM or the administrators.
   *
   * @param address where the agent listens, such as {@link #defaultAddress}
   * @return a client that connects at its first request
   * @throws IllegalArgumentException if the address has another format
   */
  public static AttestorClient connect(String address) {
    return connect(address, TRUSTED_OWNERS);
  }

  /**
   * Like {@link #connect(String)}, for an agent that runs under another account.
   *
   * @param address where the agent listens
   * @param pipeOwners the SIDs of accepted pipe owners, such as {@code S-1-5-18}; any program may
   *     create a pipe with an unused name. Has no effect for a socket
   * @return a client that connects at its first request
   */
  public static AttestorClient connect(String address, Set<String> pipeOwners) {
    if (PipeAddress.isMeant(address)) {
      PipeAddress pipe = PipeAddress.parse(address);
      return new AttestorClient(AgentChannel.open(pipe, pipeOwners), DEFAULT_TIMEOUT);
    }
    return connect(Path.of(address.startsWith("unix:") ? address.substring(5) : address));
  }

  /**
   * The default address of the agent on this system.
   *
   * @return {@link #DEFAULT_PIPE} on Windows, elsewhere {@link #DEFAULT_SOCKET}
   */
  public static String defaultAddress() {
    String system = System.getProperty("os.name", "");
    return system.startsWith("Windows") ? DEFAULT_PIPE : DEFAULT_SOCKET.toString();
  }

  /**
   * Returns a client with the same connection and another time limit for each request.
   *
   * @param limit how long a request may take; {@link #watch} has no limit
   * @return a client that need not be closed if this one is
   */
  public AttestorClient withTimeout(Duration limit) {
    return new AttestorClient(connection, limit);
  }

  /**
   * Returns the identity of this process, as the agent sees it.
   *
   * @return the pod and container of this process, or that it is in none
   * @throws StatusRuntimeException if the agent cannot be reached or returns an error; its
   *     description gives the reason
   */
  public Identity whoAmI() {
    return whoAmIWithAccount().getIdentity();
  }

  /**
   * Returns the identity and the account of this process, as the agent sees them.
   *
   * @return the pod and container of this process, or that it is in none, and whom it runs as
   * @throws StatusRuntimeException as {@link #whoAmI} does
   */
  public WhoAmIResponse whoAmIWithAccount() {
    return stub().whoAmI(WhoAmIRequest.getDefaultInstance());
  }

  /**
   * Returns the identity of another process, if the agent allows it.
   *
   * @param pid the process ID, as the agent sees it
   * @return the pod and container of that process, or that it is in none
   * @throws StatusRuntimeException if the agent cannot be reached or returns an error; its
   *     description gives the reason
   */
  public Identity whoIs(int pid) {
    return stub().whoIs(WhoIsRequest.newBuilder().setPid(pid).build()).getIdentity();
  }

  /**
   * Returns the current identity and every change, until the process ends. Has no time limit; to
   * stop earlier, call it in a {@link io.grpc.Context.CancellableContext}.
   *
   * @param pid the process ID, as the agent sees it; 0 for this process
   * @return {@code hasNext} blocks until there is an event; throws as {@link #whoIs} does
   */
  public Iterator<WatchResponse> watch(int pid) {
    return AttestorGrpc.newBlockingStub(connection.channel())
        .watch(WatchRequest.newBuilder().setPid(pid).build());
  }

  /**
   * The channel, for other stubs.
   *
   * @return the connection that this client uses, and closes
   */
  public Channel channel() {
    return connection.channel();
  }

  private AttestorGrpc.AttestorBlockingStub stub() {
    return AttestorGrpc.newBlockingStub(connection.channel())
        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Closes the connection. */
  @Override
  public void close() {
    ManagedChannel channel = connection.channel();
    channel.shutdownNow();
    connection.close();
  }
}
