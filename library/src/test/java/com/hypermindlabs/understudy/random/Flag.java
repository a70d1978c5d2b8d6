package com.hypermindlabs.understudy.random;

/** The gate as a flag in a row, which a writer with an older snapshot does not see fall. */
final class Flag {
  static final String[] SCRIPT = {
    "CREATE TABLE understudy.flag (is_open boolean NOT NULL)",
    "INSERT INTO understudy.flag VALUES (false)",
    """
    CREATE FUNCTION understudy.follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      UPDATE understudy.flag SET is_open = (TG_OP = 'INSERT');
      RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER follow AFTER INSERT OR TRUNCATE ON understudy.gate"
        + " FOR EACH STATEMENT EXECUTE FUNCTION understudy.follow()",
    """
    CREATE OR REPLACE FUNCTION understudy.guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
      IF coalesce(current_setting('understudy.apply', true), '') <> 'on'
        AND NOT (SELECT is_open FROM understudy.flag)
      THEN
        RAISE EXCEPTION 'closed' USING ERRCODE = 'read_only_sql_transaction';
      END IF;
      RETURN coalesce(NEW, OLD);
    END $$
    """
  };

  private Flag() {}
}
