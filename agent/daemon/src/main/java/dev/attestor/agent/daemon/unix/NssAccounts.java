package dev.attestor.agent.daemon.unix;

import dev.attestor.agent.daemon.account.AccountDirectory;
import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.AccountLookupException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import jnr.constants.platform.Errno;
import jnr.posix.Group;
import jnr.posix.POSIX;
import jnr.posix.Passwd;
import org.jspecify.annotations.Nullable;

/**
 * The accounts that the name service of this system knows (nsswitch.conf(5)): those of its own
 * files, and of directories on the network if they are configured.
 */
public final class NssAccounts implements AccountDirectory {

  private static final Set<Errno> NOT_FOUND =
      Set.of(Errno.ENOENT, Errno.ESRCH, Errno.EBADF, Errno.EPERM);

  private final POSIX posix;

  /** Loads native code. */
  public NssAccounts() {
    this.posix = NativePosix.load();
  }

  @Override
  public Optional<AccountId> find(Kind kind, String name) throws AccountLookupException {
    return switch (kind) {
      case USER ->
          ask(each -> each.getpwnam(name)).map(user -> new AccountId.User(number(user.getUID())));
      case GROUP ->
          ask(each -> each.getgrnam(name))
              .map(group -> new AccountId.Group(number(group.getGID())));
    };
  }

  @Override
  public Optional<String> name(AccountId account) throws AccountLookupException {
    if (account instanceof AccountId.User user) {
      return ask(each -> each.getpwuid((int) user.uid())).map(Passwd::getLoginName);
    }
    return account instanceof AccountId.Group group
        ? ask(each -> each.getgrgid((int) group.gid())).map(Group::getName)
        : Optional.empty();
  }

  /** The functions return null both if there is no entry and if they fail; getpwnam(3). */
  private <T> Optional<T> ask(Function<POSIX, @Nullable T> question) throws AccountLookupException {
    posix.errno(0);
    T entry = question.apply(posix);
    if (entry != null) {
      return Optional.of(entry);
    }
    int error = posix.errno();
    if (error == 0 || NOT_FOUND.contains(Errno.valueOf(error))) {
      return Optional.empty();
    }
    throw new AccountLookupException(
        "the name service fails: " + Errno.valueOf(error).description());
  }

  /** The number is unsigned. */
  private static long number(long read) {
    return read & 0xFFFF_FFFFL;
  }
}
