package dev.attestor.cli.doctor;

import dev.attestor.agent.daemon.config.HttpSettings;
import dev.attestor.agent.daemon.config.HttpTls;
import dev.attestor.agent.daemon.telemetry.TlsFiles;
import dev.attestor.core.tls.FileRemark;
import java.time.Clock;
import java.util.List;

/** Who can read the agent's metrics, and whether the files of their TLS can be used. */
public final class MetricsCheck {

  private static final String WHAT = "metrics";

  private final HttpSettings settings;
  private final Clock clock;

  /** Checks the files at the time of the clock. */
  public MetricsCheck(HttpSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** One finding for each problem of a file. */
  public List<Finding> run() {
    if (settings.tls().isEmpty()) {
      return List.of(
          settings.address().getAddress().isLoopbackAddress()
              ? Finding.ok(WHAT, "served without TLS to processes of this node")
              : Finding.warning(
                  WHAT,
                  "served without TLS to everybody who reaches port %s of this node"
                      .formatted(settings.address().getPort()),
                  "set agent.http_tls, or limit access with the network's rules"));
    }
    HttpTls tls = settings.tls().get();
    List<FileRemark> remarks = TlsFiles.look(tls, clock.instant());
    return remarks.isEmpty()
        ? List.of(Finding.ok(WHAT, served(tls)))
        : remarks.stream().map(MetricsCheck::finding).toList();
  }

  private static String served(HttpTls tls) {
    return "served over TLS with the certificate in \"%s\", whose key fits, to %s"
        .formatted(
            tls.certificate(),
            tls.clientCa()
                .map("clients with a certificate of the CAs in \"%s\""::formatted)
                .orElse("every client"));
  }

  private static Finding finding(FileRemark remark) {
    String remedy = "correct the file, or set " + remark.option();
    return remark.severity() == FileRemark.Severity.WARNING
        ? Finding.warning(WHAT, remark.message(), remedy)
        : Finding.problem(WHAT, remark.message(), remedy);
  }
}
