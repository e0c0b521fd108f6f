package dev.attestor.agent.daemon.account;

import java.util.Optional;

/** What the system knows an account, or a group of accounts, by. */
public sealed interface AccountId {

  /** A user of a Unix system. */
  record User(long uid) implements AccountId {
    private static final String KIND = "uid ";

    @Override
    public String toString() {
      return KIND + uid;
    }
  }

  /** A group of a Unix system. */
  record Group(long gid) implements AccountId {
    @Override
    public String toString() {
      return "gid " + gid;
    }
  }

  /** An account or a group of Windows, by its security identifier. */
  record Sid(String text) implements AccountId {
    private static final String KIND = "SID ";

    @Override
    public String toString() {
      return KIND + text;
    }
  }

  /**
   * The number of a user or a group of a Unix system; empty for any other text. 4294967295 is none:
   * system calls take it for "no change".
   */
  static Optional<Long> number(String text) {
    return Optional.of(text)
        .filter(digits -> digits.matches("[0-9]{1,10}"))
        .map(Long::valueOf)
        .filter(number -> number <= 0xFFFF_FFFEL);
  }

  /** The user or the security identifier whose text this is; empty for any other text. */
  static Optional<AccountId> parse(String text) {
    if (text.startsWith(User.KIND) && text.substring(User.KIND.length()).matches("[0-9]{1,10}")) {
      return Optional.of(new User(Long.parseLong(text.substring(User.KIND.length()))));
    }
    return text.startsWith(Sid.KIND + "S-1-")
        ? Optional.of(new Sid(text.substring(Sid.KIND.length())))
        : Optional.empty();
  }
}
