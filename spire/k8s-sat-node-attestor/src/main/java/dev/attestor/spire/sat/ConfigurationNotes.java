package dev.attestor.spire.sat;

import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.ConfigProblem.Severity;
import java.util.List;
import org.slf4j.Logger;

/** Reports problems of a configuration to the host. */
public final class ConfigurationNotes {

  private ConfigurationNotes() {}

  /** Formats the problems as notes of a Validate call. */
  public static List<String> notes(List<ConfigProblem> problems) {
    return problems.stream().map(ConfigProblem::toString).toList();
  }

  /** Logs the problems by severity. */
  public static void log(Logger log, List<ConfigProblem> remarks) {
    for (ConfigProblem remark : remarks) {
      if (remark.severity() == Severity.WARNING) {
        log.atWarn().addKeyValue("remark", remark).log("The configuration can be used");
      } else {
        log.atInfo().addKeyValue("remark", remark).log("The configuration can be used");
      }
    }
  }
}
