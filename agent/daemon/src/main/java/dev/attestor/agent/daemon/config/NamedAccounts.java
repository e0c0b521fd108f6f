package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.account.AccountLookup.Kind;
import dev.attestor.agent.daemon.account.AccountLookupException;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads keys whose values are names of accounts. A name that is not known is an error. */
final class NamedAccounts {

  private static final int MAX_LENGTH = 256;

  private final AccountLookup accounts;
  private final Problems problems;

  NamedAccounts(AccountLookup accounts, Problems problems) {
    this.accounts = accounts;
    this.problems = problems;
  }

  /** The accounts that a key names. */
  List<AccountId> read(Fields fields, String key, Kind kind) {
    List<AccountId> found = new ArrayList<>();
    for (String name : fields.texts(key)) {
      find(fields, key, kind, name).ifPresent(found::add);
    }
    return found;
  }

  /** The account of a name that a key has; reports it if there is none. */
  Optional<AccountId> find(Fields fields, String key, Kind kind, String name) {
    if (!isName(name)) {
      problems.error(
          fields.position(key),
          "%s has \"%s\", expected %s%s"
              .formatted(fields.name(key), name, expected(kind), numbers(key)));
      return Optional.empty();
    }
    try {
      Optional<AccountId> account = accounts.find(kind, name);
      if (account.isEmpty()) {
        problems.error(
            fields.position(key),
            "%s has \"%s\", which is not known here, expected %s%s"
                .formatted(fields.name(key), name, expected(kind), numbers(key)));
      }
      return account;
    } catch (AccountLookupException e) {
      problems.error(
          fields.position(key),
          "%s has \"%s\", and whether there is such a %s cannot be told: %s"
              .formatted(fields.name(key), name, noun(kind), e.getMessage()));
      return Optional.empty();
    }
  }

  /** A number is no name: it would be another account for whoever reads it as a number. */
  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.charAt(0) != ' '
        && text.length() <= MAX_LENGTH
        && !text.matches("[0-9]+")
        && text.indexOf(':') < 0
        && text.chars().noneMatch(Character::isISOControl);
  }

  private static String noun(Kind kind) {
    return kind == Kind.USER ? "user" : "group";
  }

  private static String expected(Kind kind) {
    return "the name of a %s of the system that the agent runs on".formatted(noun(kind));
  }

  private static String numbers(String key) {
    return switch (key) {
      case "users" -> "; numbers go to uids";
      case "groups" -> "; numbers go to gids";
      default -> ", or its number";
    };
  }
}
