package dev.attestor.agent.daemon.account;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The names that were learnt, or that an account has none. At most a thousand: the account that was
 * not shown for longest is forgotten first. Thread-safe.
 */
final class KnownNames {

  private static final int MAX = 1000;
  private static final long FRESH = Duration.ofMinutes(10).toNanos();

  /** A longer name is not shown, nor is one that could be taken for other text. */
  private static final int MAX_LENGTH = 64;

  private record Entry(Optional<String> name, long at) {}

  private final LongSupplier clock;

  // Guarded by this.
  private final Map<AccountId, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  KnownNames(LongSupplier clock) {
    this.clock = clock;
  }

  /** The last name; it may be out of date. */
  synchronized Optional<String> get(AccountId account) {
    Entry entry = entries.get(account);
    return entry == null ? Optional.empty() : entry.name;
  }

  /**
   * Whether the name is to be asked for. From then on it is not, until it was learnt and is out of
   * date again.
   */
  synchronized boolean isDue(AccountId account) {
    Entry entry = entries.get(account);
    if (entry != null && clock.getAsLong() - entry.at < FRESH) {
      return false;
    }
    put(account, entry == null ? Optional.empty() : entry.name);
    return true;
  }

  synchronized void put(AccountId account, Optional<String> name) {
    entries.put(account, new Entry(name.filter(KnownNames::isShown), clock.getAsLong()));
    if (entries.size() > MAX) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  synchronized void forget(AccountId account) {
    entries.remove(account);
  }

  private static boolean isShown(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.codePoints()
            .allMatch(
                each ->
                    each != '('
                        && each != ')'
                        && (each == ' '
                            || Character.isLetterOrDigit(each)
                            || (each > ' ' && each < 0x7F)));
  }
}
