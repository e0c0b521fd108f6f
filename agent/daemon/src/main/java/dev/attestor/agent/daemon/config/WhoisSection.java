package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.account.AccountLookup.Kind;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The {@code whois} block. Names become numbers or security identifiers here, once: an account that
 * gets a name later, or loses it, counts from the next reading on.
 */
final class WhoisSection {

  private final Fields whois;
  private final NamedAccounts accounts;
  private final Problems problems;

  WhoisSection(Fields agent, AccountLookup accounts, Problems problems) {
    this.whois =
        agent.block("whois").orElseGet(() -> new Fields(List.of(), "agent.whois.", problems));
    this.accounts = new NamedAccounts(accounts, problems);
    this.problems = problems;
  }

  WhoisPolicy read() {
    Set<Long> uids = ids("uids");
    Set<Long> gids = ids("gids");
    Set<String> sids = sids();
    Set<AccountId> named = new LinkedHashSet<>(accounts.read(whois, "users", Kind.USER));
    named.addAll(accounts.read(whois, "groups", Kind.GROUP));
    for (AccountId account : named) {
      if (account instanceof AccountId.User user) {
        uids.add(user.uid());
      } else if (account instanceof AccountId.Group group) {
        gids.add(group.gid());
      } else if (account instanceof AccountId.Sid sid) {
        sids.add(sid.text());
      }
    }
    WhoisPolicy policy = new WhoisPolicy(uids, gids, sids, pods());
    whois.refuseOthers();
    return policy;
  }

  private Set<String> sids() {
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

  private Set<PodAccount> pods() {
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

  private Set<Long> ids(String key) {
    Set<Long> ids = new LinkedHashSet<>();
    for (String text : whois.texts(key)) {
      AccountId.number(text)
          .ifPresentOrElse(
              ids::add,
              () ->
                  problems.error(
                      whois.position(key),
                      "%s has \"%s\", expected numbers such as 1000%s"
                          .formatted(whois.name(key), text, hint(key))));
    }
    return ids;
  }

  private String hint(String key) {
    return "; names go to " + whois.name(key.equals("uids") ? "users" : "groups");
  }
}
