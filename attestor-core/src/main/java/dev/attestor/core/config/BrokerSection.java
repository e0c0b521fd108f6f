package dev.attestor.core.config;

import dev.attestor.core.config.BrokerConfig.PodScope;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The blocks {@code experimental.broker} and {@code experimental.api_server}. */
final class BrokerSection {

  private static final String BLOCK = "broker";
  private static final String POLICY = "access_policy";
  private static final String BROKERS = "brokers";
  private static final String SKIP = "skip_signatures";
  private static final String SCOPE = "pod_reference_scope";
  private static final String FILE = "kube_config_file";

  private final Fields fields;
  private final Problems problems;

  BrokerSection(Fields fields, Problems problems) {
    this.fields = fields;
    this.problems = problems;
  }

  static boolean isAbsent(Fields fields) {
    return fields.block("experimental").filter(block -> block.has(BLOCK)).isEmpty();
  }

  Optional<BrokerConfig> read(boolean kubeletDisabled) {
    Optional<Fields> experimental = fields.block("experimental");
    experimental
        .filter(block -> block.has("api_server"))
        .ifPresent(
            block -> {
              problems.remember(block.name("api_server"), block.position("api_server"));
              block.block("api_server").ifPresent(this::readApiServer);
            });
    return experimental
        .filter(block -> block.has(BLOCK))
        .flatMap(
            block -> {
              problems.remember(block.name(BLOCK), block.position(BLOCK));
              return block
                  .block(BLOCK)
                  .map(broker -> read(broker, block.position(BLOCK), kubeletDisabled));
            });
  }

  private void readApiServer(Fields server) {
    server
        .block("cache")
        .ifPresent(
            cache -> {
              if (cache.bool("enabled")) {
                problems.note(
                    cache.position("enabled"),
                    "%s has no effect: what brokers ask for is always read live"
                        .formatted(cache.name("enabled")));
              }
              cache.refuseOthers();
            });
    server.refuseOthers();
  }

  private BrokerConfig read(Fields block, @Nullable Position place, boolean kubeletDisabled) {
    boolean enforced = policy(block, place).orElse("enforced").equals("enforced");
    List<Fields> entries = block.objects(BROKERS, "id");
    Map<SpiffeId, PodScope> brokers = brokers(entries, kubeletDisabled);
    boolean skip = block.bool(SKIP);
    boolean signed = fields.has("sigstore") || isBelowExperimental("sigstore");
    if (skip && signed) {
      problems.warning(
          block.position(SKIP),
          "%s = true: brokers learn of pods and objects whose images nobody verified"
              .formatted(block.name(SKIP)));
    } else if (signed) {
      problems.note(
          place,
          ("sigstore is configured: references to pods are refused unless the images of all their"
                  + " containers verify, and references to other objects always; %s = true lets them"
                  + " pass")
              .formatted(block.name(SKIP)));
    }
    if (!enforced && brokers.containsValue(PodScope.CLUSTER)) {
      problems.warning(
          block.position(POLICY),
          "%s is \"permissive\", and some brokers have the scope \"cluster\": they may get an identity of any pod of the cluster, unchecked"
              .formatted(block.name(POLICY)));
    }
    if (entries.isEmpty()) {
      tellOfAll(block, place, enforced, kubeletDisabled);
    }
    block.refuseOthers();
    Optional<Path> file = fields.path(FILE);
    return new BrokerConfig(enforced, brokers, skip, file);
  }

  private void tellOfAll(
      Fields block, @Nullable Position place, boolean enforced, boolean kubeletDisabled) {
    String all =
        "%s names none: every broker that the SPIRE agent lets in may ask, about processes and pods of this node, and about every other object that our account can read"
            .formatted(block.name(BROKERS));
    if (enforced) {
      problems.note(place, all + "; each answer is reviewed");
    } else {
      problems.warning(place, all + "; nothing is reviewed");
    }
    if (kubeletDisabled) {
      problems.warning(
          place,
          "%s names none, and disable_kubelet_client = true: nobody knows the pods of this node, so every reference to a pod is refused; list brokers with %s = \"cluster\""
              .formatted(block.name(BROKERS), SCOPE));
    }
  }

  private boolean isBelowExperimental(String key) {
    return fields.block("experimental").filter(block -> block.has(key)).isPresent();
  }

  /** The policy, once; blocks are joined, so two may name one. */
  private Optional<String> policy(Fields block, @Nullable Position place) {
    Set<String> policies = new HashSet<>(block.everyText(POLICY));
    if (policies.size() > 1) {
      problems.error(
          block.position(POLICY),
          "%s is set to both \"enforced\" and \"permissive\"; set it once"
              .formatted(block.name(POLICY)));
    }
    Optional<String> policy = block.everyText(POLICY).stream().findFirst();
    if (policy.isEmpty() || !Set.of("enforced", "permissive").contains(policy.get())) {
      problems.error(
          policy.isEmpty() ? place : block.position(POLICY),
          "%s is %s, expected \"enforced\" or \"permissive\""
              .formatted(
                  block.name(POLICY), policy.map(text -> "\"" + text + "\"").orElse("not set")));
    }
    return policy;
  }

  private Map<SpiffeId, PodScope> brokers(List<Fields> entries, boolean kubeletDisabled) {
    Map<SpiffeId, PodScope> brokers = new LinkedHashMap<>();
    for (Fields entry : entries) {
      PodScope scope = scope(entry);
      if (kubeletDisabled && scope == PodScope.AGENT_NODE) {
        problems.error(
            entry.place(),
            "%s must be \"cluster\", because disable_kubelet_client = true: nobody knows the pods of this node"
                .formatted(entry.name(SCOPE)));
      }
      id(entry)
          .ifPresent(
              id -> {
                if (brokers.put(id, scope) != null) {
                  problems.error(
                      entry.place(),
                      "%s is listed twice; list it once".formatted(entry.name("id")));
                }
              });
      entry.refuseOthers();
    }
    return brokers;
  }

  private Optional<SpiffeId> id(Fields entry) {
    Optional<String> text = entry.text("id");
    Optional<SpiffeId> id = text.flatMap(SpiffeId::parse);
    if (id.isEmpty()) {
      problems.error(
          entry.place(),
          "%s is %s, expected a SPIFFE ID such as \"spiffe://example.org/broker\""
              .formatted(
                  entry.name("id"), text.map(value -> "\"" + value + "\"").orElse("not set")));
    }
    return id;
  }

  private PodScope scope(Fields entry) {
    Optional<String> text = entry.text(SCOPE);
    if (text.isEmpty() || text.get().equals("agent_node")) {
      return PodScope.AGENT_NODE;
    }
    if (!text.get().equals("cluster")) {
      problems.error(
          entry.position(SCOPE),
          "%s is \"%s\", expected \"agent_node\" or \"cluster\""
              .formatted(entry.name(SCOPE), text.get()));
    }
    return PodScope.CLUSTER;
  }
}
