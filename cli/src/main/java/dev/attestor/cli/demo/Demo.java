package dev.attestor.cli.demo;

import dev.attestor.standin.StandInNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.function.Consumer;

/** Attests a process without a cluster: everything but the kubelet is real. */
public final class Demo {

  /** The regular attestation with a configuration file. */
  @FunctionalInterface
  public interface Attest {
    /** Attests a process and returns an exit code. */
    int attest(Path config, int pid);
  }

  private final DemoContainer.Starter starter;
  private final Consumer<String> tell;
  private final Attest attest;

  /**
   * Creates a demo.
   *
   * @param starter starts the process on this platform
   * @param tell receives a line for each step
   * @param attest does the attestation
   */
  public Demo(DemoContainer.Starter starter, Consumer<String> tell, Attest attest) {
    this.starter = starter;
    this.tell = tell;
    this.attest = attest;
  }

  /**
   * Runs the demo and removes everything that it created.
   *
   * @return the result of the attestation
   * @throws DemoException if this host or account does not allow it
   */
  public int run() throws IOException, GeneralSecurityException, DemoException {
    try (StandInNode node = StandInNode.start();
        DemoContainer container = starter.start(node.podUid(), node.containerId())) {
      Thread interrupted = new Thread(container::close, "attestor-demo-cleanup");
      Runtime.getRuntime().addShutdownHook(interrupted);
      int status = attest(node, container);
      Runtime.getRuntime().removeShutdownHook(interrupted);
      return status;
    }
  }

  private int attest(StandInNode node, DemoContainer container) throws IOException {
    tell.accept("process %s runs in %s".formatted(container.pid(), container.place()));
    tell.accept(
        "a kubelet stand-in lists its pod at https://127.0.0.1:%s/pods (TLS, bearer token)"
            .formatted(node.port()));
    Path config = node.writeConfig(container.cgroupRoot());
    tell.accept("the configuration is");
    String text = new String(Files.readAllBytes(config), StandardCharsets.UTF_8);
    for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
      tell.accept("    " + line);
    }
    tell.accept("attestor attest --config demo.hcl --pid " + container.pid());
    return attest.attest(config, container.pid());
  }
}
