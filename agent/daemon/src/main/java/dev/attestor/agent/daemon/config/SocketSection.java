package dev.attestor.agent.daemon.config;

import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookup;
import dev.attestor.agent.daemon.account.AccountLookup.Kind;
import dev.attestor.hcl.decode.Fields;
import dev.attestor.hcl.decode.Problems;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** {@code socket_mode} and {@code socket_group}. */
final class SocketSection {

  private static final String MODE = "socket_mode";
  private static final String GROUP = "socket_group";

  /** The owner may connect, which the agent's own probe needs, and nothing but rwx is set. */
  private static final String FORM = "0?[67][0-7]{2}";

  private final Fields agent;
  private final AccountLookup accounts;
  private final Problems problems;

  SocketSection(Fields agent, AccountLookup accounts, Problems problems) {
    this.agent = agent;
    this.accounts = accounts;
    this.problems = problems;
  }

  SocketAccess read() {
    Optional<Long> group = group();
    Set<PosixFilePermission> usual =
        group.isPresent() ? SocketAccess.OWNER_AND_GROUP : SocketAccess.EVERYBODY.mode();
    Set<PosixFilePermission> mode = mode().orElse(usual);
    if (group.isPresent() && !mode.contains(PosixFilePermission.GROUP_WRITE)) {
      problems.warning(
          agent.position(GROUP),
          "agent.socket_group has no effect: agent.socket_mode lets no group connect, which \"0660\" does");
    }
    return new SocketAccess(mode, group);
  }

  private Optional<Set<PosixFilePermission>> mode() {
    Optional<String> text = agent.text(MODE);
    if (isEmpty(MODE, text)) {
      problems.error(
          agent.position(MODE),
          "agent.socket_mode has no value, expected three octal digits, such as \"0660\"");
    }
    if (text.isPresent() && !text.get().matches(FORM)) {
      problems.error(
          agent.position(MODE),
          "agent.socket_mode is \"%s\", expected three octal digits that let the owner read and write, such as \"0660\""
              .formatted(text.get()));
      return Optional.empty();
    }
    return text.map(digits -> permissions(Integer.parseInt(digits, 8)));
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    StringBuilder text = new StringBuilder("rwxrwxrwx");
    for (int i = 0; i < text.length(); i++) {
      if ((mode & (0400 >> i)) == 0) {
        text.setCharAt(i, '-');
      }
    }
    return PosixFilePermissions.fromString(text.toString());
  }

  private Optional<Long> group() {
    Optional<String> text = agent.text(GROUP);
    if (isEmpty(GROUP, text)) {
      problems.error(
          agent.position(GROUP),
          "agent.socket_group has no value, expected the name or the number of a group");
    }
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Long> number = AccountId.number(text.get());
    if (number.isPresent()) {
      return number;
    }
    Optional<AccountId> account =
        new NamedAccounts(accounts, problems).find(agent, GROUP, Kind.GROUP, text.get());
    if (account.isPresent() && account.get() instanceof AccountId.Group unix) {
      return Optional.of(unix.gid());
    }
    if (account.isPresent()) {
      problems.error(
          agent.position(GROUP),
          "agent.socket_group is set, but only Linux nodes support it; remove it");
    }
    return Optional.empty();
  }

  /** Whether a key is there without a value. An empty variable must not open the socket to all. */
  private boolean isEmpty(String key, Optional<String> text) {
    return text.isEmpty() && agent.has(key);
  }
}
