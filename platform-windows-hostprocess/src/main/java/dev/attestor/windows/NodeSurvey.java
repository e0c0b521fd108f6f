package dev.attestor.windows;

import dev.attestor.core.locate.ContainerId;
import dev.attestor.windows.ComputeSystems.MalformedAnswerException;
import dev.attestor.windows.winapi.Account;
import dev.attestor.windows.winapi.JnaWinApi;
import dev.attestor.windows.winapi.LimitExceededException;
import dev.attestor.windows.winapi.WinApi;
import dev.attestor.windows.winapi.WinApiException;
import dev.attestor.windows.winapi.WinHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this process can see of a Windows node, for people to read.
 *
 * @param places the two directories with container jobs
 */
public record NodeSurvey(
    Account account, List<SurveyedDirectory> places, ComputeServiceState computeService) {

  /** Where anybody may make names; some 15 MB. */
  private static final int MAX_LISTED = 50_000;

  /** Copies the list. */
  public NodeSurvey {
    places = List.copyOf(places);
  }

  /**
   * The container jobs in one directory.
   *
   * @param directory the directory in the object namespace
   * @param prefix the prefix of container job names
   * @param jobs the number of jobs with this prefix
   * @param opened how many of them this account may open
   * @param distrusted those that accounts other than administrators could have created
   * @param refusal why the directory cannot be listed, or the first job cannot be opened
   */
  public record SurveyedDirectory(
      String directory,
      String prefix,
      int jobs,
      int opened,
      List<String> distrusted,
      Optional<String> refusal) {

    /** Copies the list. */
    public SurveyedDirectory {
      distrusted = List.copyOf(distrusted);
    }
  }

  /** The state of the Host Compute Service. */
  public sealed interface ComputeServiceState {

    /** This Windows has no such service: it runs only HostProcess containers, or no containers. */
    record Absent() implements ComputeServiceState {}

    /** The service refuses this account, or does not answer. */
    record Silent(String reason) implements ComputeServiceState {}

    /**
     * The service lists containers.
     *
     * @param withoutJob how many of them have no visible job, for example because of Hyper-V
     *     isolation
     */
    record Lists(int containers, int withoutJob) implements ComputeServiceState {}
  }

  /**
   * Examines this node without changing anything.
   *
   * @throws WinApiException if not even this process can be examined
   */
  public static NodeSurvey ofHost() {
    return of(new JnaWinApi());
  }

  static NodeSurvey of(WinApi windows) {
    List<SurveyedDirectory> places = new ArrayList<>();
    for (JobName.JobDirectory place : JobName.JobDirectory.values()) {
      places.add(place(windows, place));
    }
    return new NodeSurvey(windows.account(), places, computeService(windows));
  }

  private static SurveyedDirectory place(WinApi windows, JobName.JobDirectory place) {
    SessionJobs session = new SessionJobs(windows, ContainerJobs.TRUST);
    int opened = 0;
    List<String> distrusted = new ArrayList<>();
    Optional<String> refusal = Optional.empty();
    List<JobName> names = List.of();
    try {
      names = names(windows, place);
    } catch (WinApiException | LimitExceededException e) {
      refusal = Optional.of(String.valueOf(e.getMessage()));
    }
    for (JobName name : names) {
      try (WinHandle job = windows.openJob(name.path())) {
        opened++;
        if (name.needsTrustedOwner() && !session.isTrusted(job)) {
          distrusted.add(name.path());
        }
      } catch (WinApiException e) {
        refusal = refusal.or(() -> Optional.of(String.valueOf(e.getMessage())));
      }
    }
    return new SurveyedDirectory(
        place.directory(), place.prefix(), names.size(), opened, distrusted, refusal);
  }

  private static List<JobName> names(WinApi windows, JobName.JobDirectory place) {
    return place.list(
        windows, place == JobName.JobDirectory.ROOT ? ContainerJobs.MAX_JOBS : MAX_LISTED);
  }

  private static ComputeServiceState computeService(WinApi windows) {
    try {
      Optional<List<ContainerId>> containers = ComputeSystems.of(windows);
      return containers.isEmpty()
          ? new ComputeServiceState.Absent()
          : lists(windows, containers.get());
    } catch (WinApiException | LimitExceededException | MalformedAnswerException e) {
      return new ComputeServiceState.Silent(String.valueOf(e.getMessage()));
    }
  }

  private static ComputeServiceState lists(WinApi windows, List<ContainerId> containers) {
    Set<ContainerId> withJob =
        names(windows, JobName.JobDirectory.ROOT).stream()
            .map(JobName::container)
            .collect(Collectors.toSet());
    long without = containers.stream().filter(id -> !withJob.contains(id)).count();
    return new ComputeServiceState.Lists(containers.size(), Math.toIntExact(without));
  }
}
