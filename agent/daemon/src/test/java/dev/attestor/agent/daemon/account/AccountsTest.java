package dev.attestor.agent.daemon.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.attestor.agent.daemon.account.AccountLookup.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccountsTest {

  private static final AccountId ENVOY = new AccountId.User(101);
  private static final Duration LIMIT = Duration.ofMillis(300);

  private final CountDownLatch answers = new CountDownLatch(1);
  private final AtomicInteger opened = new AtomicInteger();
  private final AtomicInteger asked = new AtomicInteger();

  private AccountDirectory directory() {
    opened.incrementAndGet();
    return new AccountDirectory() {
      @Override
      public Optional<AccountId> find(Kind kind, String name) {
        await();
        return name.equals("envoy") ? Optional.of(ENVOY) : Optional.empty();
      }

      @Override
      public Optional<String> name(AccountId account) {
        await();
        return account.equals(ENVOY) ? Optional.of("envoy") : Optional.empty();
      }
    };
  }

  private void await() {
    asked.incrementAndGet();
    try {
      answers.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void asksNobodyUntilAnAccountIsNeeded() {
    Accounts accounts = new Accounts(this::directory, LIMIT);

    accounts.lookup();

    assertThat(accounts.named("container 4711")).isEqualTo("container 4711");
    assertThat(opened).hasValue(0);
  }

  @Test
  void waitsForAConfigurationUpToALimitForAllNames() {
    Accounts accounts = new Accounts(this::directory, LIMIT);
    AccountLookup lookup = accounts.lookup();
    long began = System.nanoTime();

    for (int i = 0; i < 20; i++) {
      AccountLookupException failure =
          catchThrowableOfType(AccountLookupException.class, () -> lookup.find(Kind.USER, "envoy"));
      assertThat(failure).hasMessage("the system did not tell within 300 ms");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isBetween(LIMIT, LIMIT.plus(Duration.ofSeconds(2)));
  }

  @Test
  void givesTheNextConfigurationAnotherChance() throws Exception {
    Accounts accounts = new Accounts(this::directory, Duration.ofSeconds(30));
    Accounts hasty = new Accounts(this::directory, Duration.ZERO);
    assertThatThrownBy(() -> hasty.lookup().find(Kind.USER, "envoy"))
        .isInstanceOf(AccountLookupException.class);

    answers.countDown();

    assertThat(accounts.lookup().find(Kind.USER, "envoy")).contains(ENVOY);
    assertThat(accounts.lookup().find(Kind.USER, "nobody")).isEmpty();
  }

  @Test
  void showsTheNumberUntilTheNameIsKnownAndNeverWaits() throws Exception {
    Accounts accounts = new Accounts(this::directory, LIMIT);
    long began = System.nanoTime();
    for (int i = 0; i < 10_000; i++) {
      assertThat(accounts.named("uid 101")).isEqualTo("uid 101");
      accounts.named("uid " + (1000 + i));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
    assertThat(asked.get()).isLessThanOrEqualTo(1);

    answers.countDown();

    while (!accounts.named("uid 101").equals("uid 101 (envoy)")) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    assertThat(accounts.named("uid 102")).isEqualTo("uid 102");
    assertThat(accounts.named("uid 101 (unnamed)")).isEqualTo("uid 101 (unnamed)");
  }

  @Test
  void asksAgainForNamesThatGaveWayToAConfiguration() throws Exception {
    Accounts accounts = new Accounts(this::directory, LIMIT);
    accounts.named("uid 7");
    accounts.named("uid 101");
    assertThatThrownBy(() -> accounts.lookup().find(Kind.USER, "envoy"))
        .isInstanceOf(AccountLookupException.class);

    answers.countDown();

    while (!accounts.named("uid 101").equals("uid 101 (envoy)")) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void triesAgainToOpenTheDirectoryAfterAFailure() throws Exception {
    answers.countDown();
    Accounts accounts =
        new Accounts(
            () -> {
              if (opened.incrementAndGet() == 1) {
                throw new UnsatisfiedLinkError("no library");
              }
              return directory();
            },
            LIMIT);

    assertThatThrownBy(() -> accounts.lookup().find(Kind.USER, "envoy"))
        .isInstanceOf(AccountLookupException.class)
        .hasMessage("the system cannot be asked: java.lang.UnsatisfiedLinkError: no library");
    assertThat(accounts.lookup().find(Kind.USER, "envoy")).contains(ENVOY);
  }
}
