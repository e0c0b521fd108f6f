package dev.attestor.spire.sdk;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a plugin: streams, signals, parent, exit. */
final class PluginProcess {

  private static final Logger LOG = LoggerFactory.getLogger(PluginProcess.class);

  private PluginProcess() {}

  static void serve(PluginServer plugin, boolean logging, Map<String, String> environment) {
    OutputStream stdout = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    try {
      Optional<ProcessHandle> parent = HostProcess.find();
      HostEnvironment host = HostEnvironment.parse(plugin.type(), environment);
      ProcessExit exit = new ProcessExit();
      Listening listening = plugin.listen(host, parent, exit::begin);
      exit.cleansUp(listening.cleanup());
      Signals.ignoreInterrupt();
      LastResort.install();
      if (!logging) {
        LOG.warn(
            "Another slf4j provider was initialized first: the host gets this log as plain text");
      }
      parent.ifPresent(process -> ParentWatch.start(process, exit::begin));
      String line = new Handshake(listening.endpoint(), host.multiplexing()).line();
      stdout.write((line + "\n").getBytes(StandardCharsets.UTF_8));
      stdout.flush();
      listening.server().awaitTermination();
    } catch (StartRefusedException e) {
      refuse(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      refuse("the host closed our stdout before the handshake: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse("interrupted");
    }
  }

  @SuppressForbidden(reason = "the host tells a refused start by its exit status")
  private static void refuse(String message) {
    System.err.println(message);
    System.exit(1);
  }
}
