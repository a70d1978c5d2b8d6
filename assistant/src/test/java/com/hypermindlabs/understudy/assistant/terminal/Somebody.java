package com.hypermindlabs.understudy.assistant.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.hypermindlabs.understudy.assistant.migration.Migrations;
import com.hypermindlabs.understudy.assistant.store.Accounts;
import com.hypermindlabs.understudy.assistant.store.Identity;
import com.hypermindlabs.understudy.assistant.store.Keys;
import com.hypermindlabs.understudy.assistant.store.Members;
import com.hypermindlabs.understudy.testkit.TestDatabase;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A member with a password. */
public final class Somebody {
  private Somebody() {}

  /** The member {@code ada} in a database, whose tables are made. */
  public static void in(TestDatabase database, String password) {
    Migrations.run(database.dataSource());
    UUID id = new Keys().next();
    Members members = new Members(database.dataSource());
    assertThat(members.add(id, List.of(new Identity.Login("ada")), "Ada", Set.of())).isPresent();
    assertThat(new Accounts(database.dataSource()).setPassword(id, password)).isTrue();
  }
}
