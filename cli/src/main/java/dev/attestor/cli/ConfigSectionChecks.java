package dev.attestor.cli;

import dev.attestor.cli.doctor.ConfigSectionCheck;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.core.error.AttestationException;
import dev.attestor.hcl.decode.ConfigProblem;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * Finds problems in the parts of a configuration other than the kubelet, without sending a request.
 * A missing file is a warning, because it may exist on another host.
 */
record ConfigSectionChecks(Parsed<K8sConfig> parsed) {

  List<ConfigProblem> namespaces() {
    Problems problems = new Problems();
    tell(
        problems,
        () -> parsed.config().namespaces().ifPresent(access -> Host.namespaces(access).close()));
    return problems.all();
  }

  List<ConfigProblem> images() {
    Problems problems = new Problems();
    tell(problems, () -> Images.check(parsed, problems));
    return problems.all();
  }

  List<ConfigSectionCheck> checks() {
    return List.of(
        new ConfigSectionCheck(
            "namespace labels",
            "enable_namespace_labels",
            parsed.config().namespaces().isPresent(),
            this::namespaces),
        new ConfigSectionCheck(
            "image signatures", "sigstore", parsed.config().sigstore().isPresent(), this::images));
  }

  private static void tell(Problems problems, Runnable check) {
    try {
      check.run();
    } catch (AttestationException e) {
      String message = String.valueOf(e.getMessage());
      if (isForMissingFile(e)) {
        problems.warning(null, message);
      } else {
        problems.error(null, message);
      }
    }
  }

  private static boolean isForMissingFile(AttestationException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof NoSuchFileException) {
        return true;
      }
    }
    return false;
  }
}
