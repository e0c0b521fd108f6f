package dev.attestor.agent.daemon.pipe;

import dev.attestor.agent.daemon.listen.ConnectionAdmission;
import dev.attestor.agent.daemon.listen.Listener;
import dev.attestor.local.LocalTransport;
import dev.attestor.local.pipe.PipeAddress;
import dev.attestor.local.pipe.PipeServerChannel;
import dev.attestor.windows.process.Processes;
import io.grpc.netty.NettyServerBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A named pipe that identifies its callers. One thread does all I/O and also runs the calls. */
public final class PipeListener implements Listener {

  /**
   * The pipe's permissions: over the network, nobody has access (NU); SYSTEM, the administrators
   * and the owner have full access; everybody may read and write. Not {@code GENERIC_WRITE}, which
   * would allow everybody to create instances of the pipe (FILE_CREATE_PIPE_INSTANCE) and
   * impersonate the agent. The administrators own the pipe; clients check that to detect impostors.
   */
  static final String SECURITY =
      "O:BAD:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;OW)(A;;0x12019b;;;WD)";

  private static final int GREETERS = 2;

  private final PipeAddress address;
  private final PipePeers peers;
  private final LocalTransport transport = LocalTransport.pipes("attestor-pipe");
  private final ExecutorService greetings;

  /** Prepares a pipe; nobody can connect yet. */
  public PipeListener(
      PipeAddress address, ConnectionAdmission connectionAdmission, Processes processes) {
    this.address = address;
    this.peers = new PipePeers(processes, connectionAdmission);
    // Identifying a new caller may take long; this must not delay connected callers.
    this.greetings =
        Executors.newFixedThreadPool(GREETERS, new DefaultThreadFactory("attestor-greeter", true));
  }

  @Override
  public String address() {
    return address.path();
  }

  @Override
  public NettyServerBuilder server() {
    return transport.server(address, () -> new PipeServerChannel(SECURITY, peers, greetings));
  }

  /** Nothing to do: the pipe is created with its permissions. */
  @Override
  public void opened() {}

  @Override
  public void close() {
    greetings.shutdown();
    transport.close();
  }
}
