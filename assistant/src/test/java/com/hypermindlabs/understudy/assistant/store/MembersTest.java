package com.hypermindlabs.understudy.assistant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hypermindlabs.understudy.assistant.Rows;
import com.hypermindlabs.understudy.assistant.TestedServer;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@MethodSource("com.hypermindlabs.understudy.assistant.TestedServer#all")
class MembersTest {
  @Parameter TestedServer server;
  private final Keys keys = new Keys();
  private TestDatabase database;
  private Members members;

  @BeforeEach
  void open() {
    database = server.migrated();
    members = new Members(database.dataSource(), keys);
  }

  @Test
  void aMemberIsFoundByEveryIdentity() {
    List<Identity> identities =
        List.of(new Identity.Login("Ada"), new Identity.Telegram(7), new Identity.X(1L << 60));
    UUID id = keys.next();
    Member ada =
        members.add(id, identities, "Ada 👩‍🔬 'Lovelace'", Set.of("owner", "admin")).orElseThrow();

    assertThat(ada.id()).isEqualTo(id);
    assertThat(ada.createdAt()).isEqualTo(Keys.madeAt(id));
    assertThat(ada.roles()).containsExactly("admin", "owner");
    assertThat(ada.identities()).isEqualTo(identities);
    assertThat(members.find(id)).contains(ada);
    for (Identity identity : identities) {
      assertThat(members.find(identity)).contains(ada);
    }
    assertThat(members.find(new Identity.Telegram(8))).isEmpty();
  }

  @Test
  void addingAgainUnderOneKeyIsTheSameAct() {
    UUID id = keys.next();
    List<Identity> login = List.of(new Identity.Login("ada"));
    Member first = members.add(id, login, "Ada", Set.of("admin")).orElseThrow();

    assertThat(members.add(id, login, "Ada again", Set.of())).contains(first);
    assertThat(members.list(null, 10)).containsExactly(first);
  }

  @Test
  void anIdentityOfSomebodyElseIsNotGivenTwice() {
    Member ada = members.registerOrFind(new Identity.Login("ada"), "Ada");
    Member bob = members.registerOrFind(new Identity.Telegram(5), "Bob");

    assertThat(members.add(keys.next(), List.of(new Identity.Login("ADA")), "Eve", Set.of()))
        .isEmpty();
    assertThat(members.link(bob.id(), new Identity.Login("ada"))).isFalse();
    assertThat(members.link(bob.id(), new Identity.Login("bob"))).isTrue();
    assertThat(members.find(new Identity.Login("bob")).orElseThrow().id()).isEqualTo(bob.id());
    assertThat(members.list(null, 10)).extracting(Member::id).containsExactly(ada.id(), bob.id());
  }

  @Test
  void manyWhoMeetAPersonAtOnceGetOneMember() throws Exception {
    Identity person = new Identity.Telegram(4747);

    List<Member> met =
        Together.of(16).call(each -> members.registerOrFind(person, "Person " + each));

    assertThat(met).hasSize(16);
    assertThat(Set.copyOf(met)).hasSize(1);
    assertThat(Rows.of(database, "SELECT count(*) FROM member")).containsExactly("1");
  }

  @Test
  void membersAreListedInPages() {
    List<Member> all =
        List.of(
            members.registerOrFind(new Identity.X(3), "C"),
            members.registerOrFind(new Identity.X(2), "A"),
            members.registerOrFind(new Identity.X(1), "B"));

    List<Member> first = members.list(null, 2);
    List<Member> rest = members.list(first.get(1).id(), 2);

    assertThat(first).isEqualTo(all.subList(0, 2));
    assertThat(rest).isEqualTo(all.subList(2, 3));
  }

  @Test
  void nameAndRolesChange() {
    UUID id = members.registerOrFind(new Identity.Login("ada"), "Ada").id();

    assertThat(members.rename(id, "Countess")).isTrue();
    assertThat(members.setRoles(id, Set.of("admin", "reader"))).isTrue();
    assertThat(members.setRoles(id, Set.of("reader", "owner"))).isTrue();

    Member changed = members.find(id).orElseThrow();
    assertThat(changed.displayName()).isEqualTo("Countess");
    assertThat(changed.roles()).containsExactly("owner", "reader");
    assertThat(members.setRoles(id, Set.of())).isTrue();
    assertThat(members.find(id).orElseThrow().roles()).isEmpty();
    assertThat(members.rename(keys.next(), "Nobody")).isFalse();
    assertThat(members.setRoles(keys.next(), Set.of("admin"))).isFalse();
  }

  @Test
  void aDeletedMemberLeavesNothing() {
    Member ada = members.registerOrFind(new Identity.Login("ada"), "Ada");
    members.setRoles(ada.id(), Set.of("admin"));
    new ChatHistory(database.dataSource())
        .append(NewMessage.from(ada.id(), Channel.WEB, "1", "hello"));

    assertThat(members.delete(ada.id())).isTrue();
    assertThat(members.delete(ada.id())).isFalse();

    assertThat(Rows.of(database, "SELECT id FROM chat_message")).isEmpty();
    assertThat(Rows.of(database, "SELECT role FROM member_role")).isEmpty();
  }

  @Test
  void badInputIsRefusedBeforeItIsSent() {
    Identity login = new Identity.Login("ada");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> members.registerOrFind(login, "A\0da"))
        .withMessage("a member's name has a NUL character at 1, which PostgreSQL cannot store");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> members.registerOrFind(login, "A\ud83d"))
        .withMessageContaining("half of a surrogate pair at 1");
    assertThatIllegalArgumentException().isThrownBy(() -> members.registerOrFind(login, ""));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> members.registerOrFind(login, "A".repeat(201)));
    assertThatIllegalArgumentException().isThrownBy(() -> new Identity.Login("a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> new Identity.Telegram(-3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> members.add(keys.next(), List.of(), "Ada", Set.of()));
    assertThat(members.list(null, 10)).isEmpty();
  }

  @Test
  void errorsNameTheOperationAndTheStateButQuoteNobody() {
    Rows.run(TestedServer.asOwner(database), "REVOKE INSERT ON member FROM app_role");

    assertThatThrownBy(() -> members.registerOrFind(new Identity.Telegram(9), "secret name"))
        .isInstanceOfSatisfying(
            StoreException.class,
            e -> {
              assertThat(e.sqlState()).isEqualTo("42501");
              assertThat(e.passing()).isFalse();
              assertThat(e)
                  .hasMessageStartingWith("register or find the member with the Telegram user 9:")
                  .hasMessageNotContaining("secret");
            });
  }
}
