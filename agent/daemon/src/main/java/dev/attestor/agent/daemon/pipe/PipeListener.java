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

/**
 * A named pipe that tells who connects. Connections are read and written by one thread, on which
 * calls are served too.
 */
public final class PipeListener implements Listener {

  /**
   * Who may do what with the pipe: nobody anything over the network (NU); SYSTEM, the
   * administrators and its owner everything; everybody reads and writes. Not {@code GENERIC_WRITE},
   * with which everybody could make more ends of the pipe (FILE_CREATE_PIPE_INSTANCE) and pass for
   * the agent. Its owner are the administrators, by which clients tell it from others' pipes.
   */
  static final String SECURITY =
      "O:BAD:P(D;;GA;;;NU)(A;;GA;;;SY)(A;;GA;;;BA)(A;;GA;;;OW)(A;;0x12019b;;;WD)";

  private static final int GREETERS = 2;

  private final PipeAddress address;
  private final PipePeers guests;
  private final LocalTransport transport = LocalTransport.pipes("attestor-pipe");
  private final ExecutorService greetings;

  /** Prepares a pipe; nobody can connect yet. */
  public PipeListener(PipeAddress address, ConnectionAdmission doorkeeper, Processes processes) {
    this.address = address;
    this.guests = new PipePeers(processes, doorkeeper);
    // Who connects is looked up, which may take long; those who are connected do not wait for it.
    this.greetings =
        Executors.newFixedThreadPool(GREETERS, new DefaultThreadFactory("attestor-greeter", true));
  }

  @Override
  public String address() {
    return address.path();
  }

  @Override
  public NettyServerBuilder server() {
    return transport.server(address, () -> new PipeServerChannel(SECURITY, guests, greetings));
  }

  /** Nothing is left to do: the pipe was made with its permissions. */
  @Override
  public void opened() {}

  @Override
  public void close() {
    greetings.shutdown();
    transport.close();
  }
}
