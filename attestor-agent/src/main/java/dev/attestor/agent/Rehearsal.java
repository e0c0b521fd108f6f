package dev.attestor.agent;

import dev.attestor.attest.WorkloadAttestor;
import dev.attestor.config.K8sConfigReader;
import dev.attestor.config.ParsedConfig;
import dev.attestor.demo.StandInNode;
import dev.attestor.linux.LinuxContainerLocator;
import dev.attestor.locate.Location;
import dev.attestor.spi.LocatedProcess;
import java.nio.file.Files;

/**
 * Goes once through everything that a plain attestation needs, so that the class cache made of this
 * run holds it. Run by the build alone; needs no rights.
 */
final class Rehearsal {

  private static final int ROUNDS = 50;

  private Rehearsal() {}

  public static void main(String[] args) throws Exception {
    Main.commandLine().execute("--version");
    try (StandInNode node = StandInNode.start()) {
      ParsedConfig parsed =
          new K8sConfigReader(name -> null).read(Files.readString(node.writeConfig("/")));
      attest(node, parsed);
    }
  }

  private static void attest(StandInNode node, ParsedConfig parsed) {
    LinuxContainerLocator real = LinuxContainerLocator.ofHost("/");
    try (WorkloadAttestor attestor =
        WorkloadAttestor.open(
            pid -> new InPod(real.locate(pid), node.location()), parsed.config())) {
      int self = (int) ProcessHandle.current().pid();
      for (int i = 0; i < ROUNDS; i++) {
        attestor.attest(self).join();
      }
    }
  }

  /** A process that was really looked at, with a place in the stand-in's pod. */
  private record InPod(LocatedProcess process, Location location) implements LocatedProcess {

    @Override
    public void requireRunning() {
      process.requireRunning();
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
