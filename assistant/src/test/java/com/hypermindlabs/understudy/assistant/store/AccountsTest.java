package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.SettableClock;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountsTest {
  private static final String PASSWORD = "correct horse battery";

  /** Cheap, so that many attempts take no time. */
  private static final PasswordHashing CHEAP =
      new PasswordHashing(new PasswordHashing.Cost(64, 1, 1));

  private final SettableClock clock = SettableClock.start();
  private final TestDatabase database = TestedServer.EMBEDDED.migrated();
  private final Accounts accounts = new Accounts(database.dataSource(), new Keys(clock), CHEAP);
  private final UUID ada = new Keys().next();

  @BeforeEach
  void addAda() {
    new Members(database.dataSource())
        .add(ada, List.of(new Identity.Login("ada")), "Ada", Set.of("owner"));
    assertThat(accounts.setPassword(ada, PASSWORD)).isTrue();
  }

  @Test
  void theRightPasswordSignsInAndNothingElseDoes() {
    assertThat(accounts.signIn(" ADA ", PASSWORD))
        .isInstanceOfSatisfying(
            SignIn.Welcome.class,
            welcome -> {
              assertThat(welcome.member().id()).isEqualTo(ada);
              assertThat(welcome.member().roles()).containsExactly("owner");
            });
    assertThat(accounts.signIn("ada", PASSWORD + "x")).isInstanceOf(SignIn.Refused.class);
    assertThat(accounts.signIn("ada", "")).isInstanceOf(SignIn.Refused.class);
    assertThat(accounts.signIn("eve", PASSWORD)).isInstanceOf(SignIn.Refused.class);
    assertThat(accounts.signIn("no login", PASSWORD)).isInstanceOf(SignIn.Refused.class);
    assertThat(accounts.setPassword(new Keys().next(), PASSWORD)).isFalse();
    assertThat(accounts.hasPassword(ada)).isTrue();
    assertThatThrownBy(() -> accounts.setPassword(ada, "short"))
        .hasMessage("a password has 8 characters at least");
  }

  @Test
  void onlyItsHashIsKeptAndALaterPasswordTakesItsPlace() {
    String kept = Rows.of(database, "SELECT hash FROM member_password").get(0);
    assertThat(kept).startsWith("$argon2id$v=19$m=64,t=1,p=1$").doesNotContain(PASSWORD);
    assertThat(accounts.setPassword(ada, "another password")).isTrue();
    assertThat(accounts.signIn("ada", PASSWORD)).isInstanceOf(SignIn.Refused.class);
    assertThat(accounts.signIn("ada", "another password")).isInstanceOf(SignIn.Welcome.class);
    assertThat(Rows.of(database, "SELECT count(*) FROM member_password")).containsExactly("1");
  }

  @Test
  void aSignInMakesTheHashAsStrongAsTheOthersAre() {
    Accounts stronger = new Accounts(database.dataSource(), new Keys(clock), PasswordHashing.USUAL);
    assertThat(stronger.signIn("ada", PASSWORD)).isInstanceOf(SignIn.Welcome.class);
    assertThat(Rows.of(database, "SELECT hash FROM member_password").get(0))
        .startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    assertThat(accounts.signIn("ada", PASSWORD)).isInstanceOf(SignIn.Welcome.class);
  }

  @Test
  void afterAFewFailuresEachAttemptHasToWaitLonger() {
    refuse("ada", 5);
    assertThat(accounts.signIn("ada", PASSWORD)).isEqualTo(new SignIn.Later(wait(5)));
    clock.advance(wait(5));
    refuse("ada", 1);
    assertThat(accounts.signIn("ada", PASSWORD)).isEqualTo(new SignIn.Later(wait(10)));
    clock.advance(wait(10));
    assertThat(accounts.signIn("ada", PASSWORD)).isInstanceOf(SignIn.Welcome.class);
    refuse("ada", 5);

    // Nobody's login is no different, and old failures are forgotten.
    refuse("eve", 5);
    assertThat(accounts.signIn("eve", PASSWORD)).isInstanceOf(SignIn.Later.class);
    clock.advance(Duration.ofMinutes(16));
    refuse("eve", 1);
    assertThat(Rows.of(database, "SELECT login FROM sign_in_failure")).containsExactly("eve");
  }

  @Test
  void manyAttemptsAtOnceGetNoMoreAnswersThanOneAfterTheOther() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<SignIn>> attempts = new ArrayList<>();
    for (int attempt = 0; attempt < 64; attempt++) {
      attempts.add(threads.submit(() -> accounts.signIn("ada", "wrong password")));
    }
    int answered = 0;
    for (Future<SignIn> attempt : attempts) {
      answered += attempt.get() instanceof SignIn.Refused ? 1 : 0;
    }
    threads.shutdown();
    assertThat(answered).isBetween(1, 5);
  }

  private void refuse(String login, int times) {
    for (int time = 0; time < times; time++) {
      assertThat(accounts.signIn(login, "wrong password")).isInstanceOf(SignIn.Refused.class);
    }
  }

  private static Duration wait(int seconds) {
    return Duration.ofSeconds(seconds);
  }
}
