package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.limits.Limits;
import dev.attestor.core.config.K8sConfig;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import dev.attestor.local.pipe.PipeAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The {@code agent} block; every setting has a default. */
record AgentSection(
    Optional<Path> socket,
    Optional<PipeAddress> pipe,
    Optional<InetSocketAddress> http,
    Optional<Path> readyFile,
    boolean peersByNumber,
    Duration watchInterval,
    AgentConfig.Logging logging,
    WhoisPolicy whoMayAsk,
    Limits limits) {

  private static final Duration WATCH_INTERVAL = Duration.ofSeconds(5);
  private static final Duration SHORTEST_WATCH = Duration.ofMillis(500);
  private static final List<String> LEVELS = List.of("error", "warn", "info", "debug", "trace");

  static AgentSection read(Fields top, Problems problems) {
    Fields agent = top.block("agent").orElseGet(() -> new Fields(List.of(), "agent.", problems));
    Numbers numbers = new Numbers(agent, problems);
    AgentSection section =
        new AgentSection(
            agent.path("socket_path"),
            pipe(agent, problems),
            HttpAddress.read(agent, numbers, problems),
            agent.path("ready_file"),
            agent.bool("peers_by_number"),
            watchInterval(agent, problems),
            logging(agent, problems),
            whoMayAsk(agent, problems),
            limits(agent, problems));
    agent.refuseOthers();
    return section;
  }

  AgentConfig with(K8sConfig k8s) {
    return new AgentConfig(
        socket,
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

  private static WhoisPolicy whoMayAsk(Fields agent, Problems problems) {
    Fields whois =
        agent.block("whois").orElseGet(() -> new Fields(List.of(), "agent.whois.", problems));
    WhoisPolicy who =
        new WhoisPolicy(
            ids(whois, "uids", problems),
            ids(whois, "gids", problems),
            sids(whois, problems),
            pods(whois, problems));
    whois.refuseOthers();
    return who;
  }

  private static Set<String> sids(Fields whois, Problems problems) {
    Set<String> sids = new LinkedHashSet<>();
    for (String text : whois.texts("sids")) {
      if (text.matches("S-1-[0-9]{1,15}(-[0-9]{1,10}){1,15}")) {
        sids.add(text);
      } else {
        problems.error(
            whois.position("sids"),
            "%s has \"%s\", expected security identifiers such as \"S-1-5-18\""
                .formatted(whois.name("sids"), text));
      }
    }
    return sids;
  }

  private static Set<PodAccount> pods(Fields whois, Problems problems) {
    Set<PodAccount> pods = new LinkedHashSet<>();
    for (String text : whois.texts("pods")) {
      PodAccount.parse(text)
          .ifPresentOrElse(
              pods::add,
              () ->
                  problems.error(
                      whois.position("pods"),
                      "%s has \"%s\", expected \"namespace/serviceaccount\", such as \"monitoring/proxy\""
                          .formatted(whois.name("pods"), text)));
    }
    return pods;
  }

  private static Set<Long> ids(Fields whois, String key, Problems problems) {
    Set<Long> ids = new LinkedHashSet<>();
    for (String text : whois.texts(key)) {
      if (text.matches("[0-9]{1,10}") && Long.parseLong(text) <= 0xFFFF_FFFEL) {
        ids.add(Long.valueOf(text));
      } else {
        problems.error(
            whois.position(key),
            "%s has \"%s\", expected numbers such as 1000".formatted(whois.name(key), text));
      }
    }
    return ids;
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
