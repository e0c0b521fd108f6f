package dev.attestor.cli.doctor;

import dev.attestor.core.config.Environment;
import dev.attestor.windows.NodeSurvey;
import dev.attestor.windows.NodeSurvey.ComputeServiceState;
import dev.attestor.windows.NodeSurvey.SurveyedDirectory;
import dev.attestor.windows.winapi.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether this process can see the containers of a Windows node and the files of its own pod. */
final class WindowsChecks {

  private static final String AS_SYSTEM =
      "run as SYSTEM: in a HostProcess container with runAsUserName: NT AUTHORITY\\SYSTEM, on the"
          + " host as a service";

  /** Anybody may create thousands of names. */
  private static final int MAX_NAMED = 10;

  private final NodeSurvey node;
  private final @Nullable String mountPoint;
  private final Path serviceAccount;

  WindowsChecks(NodeSurvey node, @Nullable String mountPoint, Path serviceAccount) {
    this.node = node;
    this.mountPoint = mountPoint;
    this.serviceAccount = serviceAccount;
  }

  static WindowsChecks ofHost(Environment environment) {
    return new WindowsChecks(
        NodeSurvey.ofHost(),
        environment.get("CONTAINER_SANDBOX_MOUNT_POINT"),
        environment.serviceAccount());
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    findings.add(account(node.account()));
    findings.add(debugPrivilege(node.account().debug()));
    for (SurveyedDirectory place : node.places()) {
      findings.add(jobs(place));
      place.distrusted().stream().limit(MAX_NAMED).forEach(job -> findings.add(distrusted(job)));
      if (place.distrusted().size() > MAX_NAMED) {
        findings.add(moreDistrusted(place.distrusted().size() - MAX_NAMED));
      }
    }
    findings.add(computeService(node.computeService()));
    findings.add(mountPoint());
    findings.add(serviceAccount());
    return findings;
  }

  private static Finding account(Account account) {
    String what = "account";
    if (account.isSystem()) {
      return Finding.ok(what, account.name());
    }
    return account.administrator()
        ? Finding.ok(what, account.name() + ", an administrator")
        : Finding.problem(
            what,
            account.name() + " is neither SYSTEM nor an administrator with all rights",
            AS_SYSTEM);
  }

  private static Finding debugPrivilege(Account.Privilege debug) {
    String what = "SeDebugPrivilege";
    return switch (debug) {
      case ENABLED -> Finding.ok(what, "enabled");
      case DISABLED -> Finding.ok(what, "not enabled yet, which happens when it is needed");
      case MISSING ->
          Finding.warning(
              what, "missing: the processes of other accounts may not be opened", AS_SYSTEM);
    };
  }

  private static Finding jobs(SurveyedDirectory place) {
    String what = "jobs in " + place.directory();
    if (place.refusal().isPresent()) {
      return Finding.problem(
          what,
          place.jobs() == 0
              ? place.refusal().get()
              : "%s of %s may be opened: %s"
                  .formatted(place.opened(), place.jobs(), place.refusal().get()),
          AS_SYSTEM);
    }
    return Finding.ok(
        what,
        place.jobs() == 0
            ? "none is named %s<id>".formatted(place.prefix())
            : "%s named %s<id>, all may be opened".formatted(place.jobs(), place.prefix()));
  }

  private static Finding distrusted(String job) {
    return Finding.warning(
        "job",
        "\"%s\" is not trusted: accounts other than administrators may change it".formatted(job),
        "find out who made it");
  }

  private static Finding moreDistrusted(int jobs) {
    return Finding.warning(
        "job",
        "%s more are not trusted: accounts other than administrators may change them"
            .formatted(jobs),
        "find out who made them");
  }

  private static Finding computeService(ComputeServiceState service) {
    String what = "Host Compute Service";
    if (service instanceof ComputeServiceState.Absent) {
      return Finding.leftOut(what, "this Windows has none");
    }
    if (service instanceof ComputeServiceState.Silent silent) {
      return Finding.warning(
          what,
          silent.reason(),
          "it is needed only where jobs may not be listed: is the service vmcompute running, and"
              + " is this account SYSTEM or an administrator?");
    }
    ComputeServiceState.Lists lists = (ComputeServiceState.Lists) service;
    return lists.withoutJob() == 0
        ? Finding.ok(what, "lists %s containers, each with its job".formatted(lists.containers()))
        : Finding.warning(
            what,
            "lists %s containers, %s of them without a job"
                .formatted(lists.containers(), lists.withoutJob()),
            "Hyper-V isolated containers are virtual machines, in which the host sees no processes;"
                + " for others "
                + AS_SYSTEM);
  }

  private Finding mountPoint() {
    String what = "HostProcess container";
    if (mountPoint == null || mountPoint.isEmpty()) {
      return Finding.leftOut(what, "none: CONTAINER_SANDBOX_MOUNT_POINT is not set");
    }
    return Files.isDirectory(Path.of(mountPoint))
        ? Finding.ok(what, "its files are below \"%s\"".formatted(mountPoint))
        : Finding.problem(
            what,
            "CONTAINER_SANDBOX_MOUNT_POINT is \"%s\", which is no folder".formatted(mountPoint),
            "leave the variable as the container's runtime set it");
  }

  private Finding serviceAccount() {
    String what = "service account";
    return Files.isDirectory(serviceAccount)
        ? Finding.ok(what, "ca.crt and token are looked for in \"%s\"".formatted(serviceAccount))
        : Finding.leftOut(
            what,
            "no folder \"%s\": kubelet_ca_path and token_path have to be set"
                .formatted(serviceAccount));
  }
}
