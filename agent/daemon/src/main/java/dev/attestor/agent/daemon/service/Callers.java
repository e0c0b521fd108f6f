package dev.attestor.agent.daemon.service;

import dev.attestor.agent.api.v1.Account;
import dev.attestor.agent.daemon.account.AccountId;
import dev.attestor.agent.daemon.account.Accounts;
import dev.attestor.agent.daemon.peer.PeerConnection;
import dev.attestor.agent.daemon.peer.PeerUser;
import java.util.stream.Stream;

/** What people are told of those who call: their pods, and the names of their accounts. */
record Callers(CallerPods pods, Accounts accounts) {

  private static final int MAX_GROUPS = 100;

  /**
   * The account of a connection. The node's name for it means nothing to a process in a container,
   * and is not told there.
   */
  Account account(PeerConnection connection) {
    PeerUser user = connection.peer().user();
    Account.Builder account = Account.newBuilder().setId(user.displayName());
    boolean ofNode = isOfNode(connection);
    if (ofNode) {
      user.account().flatMap(accounts::name).ifPresent(account::setName);
    }
    groups(user)
        .limit(MAX_GROUPS)
        .map(group -> ofNode ? accounts.named(group) : group.toString())
        .forEach(account::addGroups);
    return account.build();
  }

  /** The limits of such a caller are those of an account. */
  private static boolean isOfNode(PeerConnection connection) {
    return AccountId.parse(connection.caller()).isPresent();
  }

  private static Stream<AccountId> groups(PeerUser user) {
    if (user instanceof PeerUser.Posix posix) {
      return posix.gids().stream().sorted().map(AccountId.Group::new);
    }
    return user instanceof PeerUser.Windows windows
        ? windows.groups().stream().sorted().map(AccountId.Sid::new)
        : Stream.empty();
  }
}
