package dev.attestor.core.config;

import dev.attestor.hcl.HclObject;
import dev.attestor.hcl.Position;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Parsed;
import dev.attestor.hcl.decode.Problems;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The brokers that a SPIRE agent lets in, in its own block {@code experimental.broker}, beside
 * those that the plugin answers.
 */
public final class AgentBrokers {

  private static final String PLUGINS = "the experimental.broker of the plugin";
  private static final String AGENTS = "the experimental.broker of the agent";

  private final Map<String, Optional<Position>> agent;
  private final Problems problems;

  private AgentBrokers(Map<String, Optional<Position>> agent, Problems problems) {
    this.agent = agent;
    this.problems = problems;
  }

  /**
   * Warns of brokers that only one of the two blocks names. A text without an {@code agent} is only
   * the plugin's part, and says nothing of the agent.
   */
  public static void compare(HclObject text, Parsed<K8sConfig> plugin, Problems problems) {
    Optional<Fields> agent = new Fields(text.entries(), "", new Problems()).block("agent");
    if (agent.isEmpty()) {
      return;
    }
    Optional<Fields> block =
        agent
            .flatMap(each -> each.block("experimental"))
            .filter(each -> each.has("broker"))
            .flatMap(each -> each.block("broker"));
    Optional<BrokerConfig> brokers = plugin.config().brokers();
    Position place = plugin.places().get("experimental.broker");
    if (block.isEmpty()) {
      brokers.ifPresent(
          unasked ->
              problems.warning(
                  place, "no broker can ask, because %s is missing".formatted(AGENTS)));
      return;
    }
    new AgentBrokers(ids(block.get()), problems).compare(brokers, place);
  }

  private static Map<String, Optional<Position>> ids(Fields block) {
    Map<String, Optional<Position>> ids = new HashMap<>();
    for (Fields entry : block.objects("brokers", "id")) {
      entry.text("id").ifPresent(id -> ids.put(id, Optional.ofNullable(entry.place())));
    }
    return ids;
  }

  private void compare(Optional<BrokerConfig> brokers, @Nullable Position place) {
    if (brokers.isEmpty()) {
      problems.warning(
          null,
          "the agent lets brokers in, but %s is missing: all of them are refused"
              .formatted(PLUGINS));
      return;
    }
    Set<String> listed = new HashSet<>();
    brokers.get().brokers().keySet().forEach(id -> listed.add(id.value()));
    for (String id : listed) {
      if (!agent.containsKey(id)) {
        problems.warning(
            place,
            "%s names \"%s\", but %s does not: it cannot ask".formatted(PLUGINS, id, AGENTS));
      }
    }
    agent.forEach(
        (id, where) -> {
          if (!listed.isEmpty() && !listed.contains(id)) {
            problems.warning(
                where.orElse(null),
                "%s names \"%s\", but %s does not: it is refused".formatted(AGENTS, id, PLUGINS));
          }
        });
  }
}
