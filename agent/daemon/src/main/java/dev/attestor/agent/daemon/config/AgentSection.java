package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.local.pipe.PipeAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The {@code agent} block; every setting has a default. */
record AgentSection(
    Optional<Path> socket,
    SocketAccess socketAccess,
    Optional<PipeAddress> pipe,
    Optional<HttpSettings> http,
    Optional<Path> readyFile,
    boolean peersByNumber,
    Duration watchInterval,
    AgentConfig.Logging logging,
    WhoisPolicy whoMayAsk,
    Limits limits) {

  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SHORTEST_WATCH = Duration.ofMillis(500);
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  static AgentSection read(Fields top, AccountLookup accounts, Problems problems) {
    Fields agent = top.block("agent").orElseGet(() -> new Fields(List.of(), "agent.", problems));
    Numbers numbers = new Numbers(agent, problems);
    AgentSection section =
        new AgentSection(
            agent.path("socket_path"),
            new SocketSection(agent, accounts, problems).read(),
            pipe(agent, problems),
            HttpSettings.read(agent, numbers, problems),
            agent.path("ready_file"),
            agent.bool("peers_by_number"),
            watchInterval(agent, problems),
            logging(agent, problems),
            new WhoisSection(agent, accounts, problems).read(),
            limits(agent, problems));
    agent.refuseOthers();
    return section;
  }

  AgentConfig with(K8sConfig k8s) {
    return new AgentConfig(
        socket,
        socketAccess,
        pipe,
        http,
        readyFile,
        peersByNumber,
        watchInterval,
        logging,
        whoMayAsk,
        limits,
        k8s);
  }

  private static Optional<PipeAddress> pipe(Fields agent, Problems problems) {
    Optional<String> name = agent.text("pipe_name");
    try {
      return name.map(PipeAddress::parse);
    } catch (IllegalArgumentException e) {
      problems.error(agent.position("pipe_name"), "agent.pipe_name: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static Duration watchInterval(Fields agent, Problems problems) {
    Duration interval = agent.duration("watch_interval").orElse(WATCH_INTERVAL);
    if (interval.compareTo(SHORTEST_WATCH) < 0) {
      problems.error(
          agent.position("watch_interval"),
          "agent.watch_interval is %s ms, expected at least %s ms"
              .formatted(interval.toMillis(), SHORTEST_WATCH.toMillis()));
    }
    return interval;
  }

  private static AgentConfig.Logging logging(Fields agent, Problems problems) {
    String format = agent.text("log_format").orElse("text").toLowerCase(Locale.ROOT);
    if (!format.equals("text") && !format.equals("json")) {
      problems.error(
          agent.position("log_format"),
          "agent.log_format is \"%s\", expected \"text\" or \"json\"".formatted(format));
    }
    String level = agent.text("log_level").orElse("info").toLowerCase(Locale.ROOT);
    if (!LEVELS.contains(level)) {
      problems.error(
          agent.position("log_level"),
          "agent.log_level is \"%s\", expected one of %s".formatted(level, LEVELS));
    }
    return new AgentConfig.Logging(
        format.equals("json") ? AgentConfig.Format.JSON : AgentConfig.Format.TEXT, level);
  }

  private static Limits limits(Fields agent, Problems problems) {
    Fields block =
        agent.block("limits").orElseGet(() -> new Fields(List.of(), "agent.limits.", problems));
    Numbers numbers = new Numbers(block, problems);
    Limits usual = Limits.DEFAULT;
    int most = 1_000_000;
    Limits limits =
        new Limits(
            numbers.read("connections", usual.connections(), 1, most),
            numbers.read("connections_per_caller", usual.connectionsPerCaller(), 1, most),
            numbers.read("calls", usual.calls(), 1, most),
            numbers.read("calls_per_caller", usual.callsPerCaller(), 1, most),
            numbers.read("queue_per_caller", usual.queuePerCaller(), 1, most),
            numbers.read("calls_per_second_per_caller", usual.callsPerSecondPerCaller(), 1, most),
            numbers.read("watches", usual.watches(), 1, most),
            numbers.read("watches_per_caller", usual.watchesPerCaller(), 1, most));
    block.refuseOthers();
    return limits;
  }
}
