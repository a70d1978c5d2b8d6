package com.hypermindlabs.understudy.provision;

import java.sql.SQLException;
import java.sql.Statement;

/**
 * Sees to it that a table has a guard from the moment it is made, not only from the end of the
 * migration that makes it: default rights let the application's role in at once. Until the journal
 * is in place the guard refuses writes whatever the gate says. Set by a superuser, safe to repeat.
 */
record NewTables(String ownSchema) {
  private static final String REASON = "the migration that made it has not ended yet";

  void ensure(Statement admin) throws SQLException {
    String function = ownSchema + ".guard_new_tables()";
    admin.execute(
        "CREATE OR REPLACE FUNCTION "
            + function
            + " RETURNS event_trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS"
            + " $made$ DECLARE made regclass; BEGIN"
            + " FOR made IN SELECT DISTINCT c.oid FROM pg_event_trigger_ddl_commands() d"
            + " JOIN pg_class c ON c.oid = d.objid AND d.classid = 'pg_class'::regclass"
            + " WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND NOT d.in_extension"
            + " AND d.schema_name <> '"
            + ownSchema
            + "' AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid"
            + " AND t.tgname = 'understudy_guard')"
            // Asked of the catalogue: whoever makes a temporary table may not look into the schema.
            + " AND EXISTS (SELECT FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
            + " WHERE n.nspname = '"
            + ownSchema
            + "' AND p.proname = 'guard')"
            + " LOOP EXECUTE format('CREATE TRIGGER understudy_guard BEFORE INSERT OR UPDATE OR"
            + " DELETE OR TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION "
            + ownSchema
            + ".guard(%L)', made, '"
            + REASON
            + "'); END LOOP; END $made$");
    admin.execute("DROP EVENT TRIGGER IF EXISTS understudy_new_tables");
    admin.execute(
        "CREATE EVENT TRIGGER understudy_new_tables ON ddl_command_end"
            + " WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO', 'CREATE SCHEMA')"
            + " EXECUTE FUNCTION "
            + function);
  }
}
