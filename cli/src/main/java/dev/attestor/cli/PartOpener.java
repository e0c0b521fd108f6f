package dev.attestor.cli;

import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.error.AttestationException;
import dev.attestor.core.error.RefusedException;
import dev.attestor.core.kubelet.KubeletFiles;
import dev.attestor.core.tls.FileRemark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens the parts of a configuration, and reports the problems of all of them at once. */
final class PartOpener {

  private final List<AttestationException> problems = new ArrayList<>();

  PartOpener() {}

  /** Opens a part if it is configured; empty if it is not, or if opening failed. */
  <A, B> Optional<B> open(Optional<A> part, Function<A, B> opening) {
    try {
      return part.map(opening);
    } catch (AttestationException e) {
      problems.add(e);
      return Optional.empty();
    }
  }

  /**
   * Returns if all parts were opened.
   *
   * @param kubelet its files are checked too before anything is reported
   * @throws AttestationException otherwise
   */
  void requireAll(KubeletAccess kubelet) {
    if (problems.isEmpty()) {
      return;
    }
    List<String> messages = new ArrayList<>();
    problems.forEach(problem -> messages.add(String.valueOf(problem.getMessage())));
    KubeletFiles.look(kubelet, Instant.now()).stream()
        .filter(remark -> remark.severity() != FileRemark.Severity.WARNING)
        .forEach(remark -> messages.add(remark.message()));
    throw messages.size() == 1
        ? problems.get(0)
        : new RefusedException(String.join("; ", messages), problems.get(0));
  }
}
