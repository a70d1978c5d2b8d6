package com.hypermindlabs.understudy.assistant.command;

import com.hypermindlabs.understudy.Migration;
import com.hypermindlabs.understudy.assistant.migration.Migrations;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The migrations of a command that orders something of the site. The site may be that of another
 * application, whose operator uses this program: the first server that is asked tells, and then no
 * schema is touched on either. Not thread-safe.
 */
final class OrderMigrations implements Migration {
  private @Nullable Boolean foreign;

  @Override
  public void migrate(DataSource source) {
    if (foreign == null) {
      foreign = Migrations.foreign(source);
    }
    if (!foreign) {
      Migrations.run(source);
    }
  }
}
