package dev.attestor.cli;

import dev.attestor.agent.api.v1.Account;
import dev.attestor.agent.api.v1.Identity;
import dev.attestor.agent.api.v1.WhoAmIResponse;
import dev.attestor.agent.client.AttestorClient;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code attestor whoami}: the agent's answer about this process. */
@Command(
    name = "whoami",
    description = {
      "Ask the node agent for the pod and container of this process.",
      "With -v, also shows whom the agent sees it run as, which the whois block decides by."
    },
    footer = {"", "Exit status: 0 attested, 3 not in a pod, 1 failed, 2 usage."},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class WhoAmICommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;
  @Mixin private AskOptions options = new AskOptions();

  WhoAmICommand() {}

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(Objects.requireNonNull(spec));
    return AgentQuestion.ask(console, options, client -> ask(console, client));
  }

  private static Identity ask(Console console, AttestorClient client) {
    WhoAmIResponse answer = client.whoAmIWithAccount();
    if (Main.isVerbose() && answer.hasAccount()) {
      Account account = answer.getAccount();
      console.say(
          "process %s runs as %s%s; %s"
              .formatted(
                  answer.getIdentity().getPid(),
                  account.getId(),
                  account.getName().isEmpty() ? "" : " (%s)".formatted(account.getName()),
                  account.getGroupsCount() == 0
                      ? "no groups"
                      : "groups: " + String.join(", ", account.getGroupsList())));
    }
    return answer.getIdentity();
  }
}
