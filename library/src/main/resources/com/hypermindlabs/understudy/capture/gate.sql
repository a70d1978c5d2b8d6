-- Installed on the fallback as the owner of its tables, in one transaction, any number of times.

SELECT pg_advisory_xact_lock(hashtext('understudy.install'));

CREATE SCHEMA IF NOT EXISTS understudy;

CREATE TABLE IF NOT EXISTS understudy.site (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  id uuid NOT NULL,
  epoch bigint NOT NULL,
  since timestamptz NOT NULL,
  reason text NOT NULL
);

-- One row when open, empty when closed. A flag in a row would let a REPEATABLE READ writer slip past
-- with its old snapshot.
CREATE TABLE IF NOT EXISTS understudy.gate (epoch bigint NOT NULL);

-- The last round of a return that the primary is known to have: one that has it no more has lost
-- commits. By itself, since the row above is not to grow on sites that were made before.
CREATE TABLE IF NOT EXISTS understudy.arrived (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  round uuid NOT NULL
);

INSERT INTO understudy.site (id, epoch, since, reason)
VALUES (gen_random_uuid(), 0, now(), 'installed')
ON CONFLICT DO NOTHING;

-- Runs as the owner: the application's role needs no right on this schema. Reading the gate leaves a
-- share of its lock with the writer to the end of the transaction, so that whoever closes it waits
-- for every writer. With an argument the table is closed whatever the gate says: that is the reason.
-- Such a table has it on its rows too, and a statement of a trigger's is not refused by itself: a
-- foreign key cascades to tables without a single row of it.
CREATE OR REPLACE FUNCTION understudy.guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $guard$
BEGIN
  IF coalesce(current_setting('understudy.apply', true), '') IN ('on', 'migration')
    AND pg_has_role(session_user, current_user, 'MEMBER')
  THEN
    -- The journal's, once it is installed.
    IF current_setting('understudy.apply') = 'migration' AND TG_LEVEL = 'STATEMENT'
      AND to_regprocedure('understudy.reshape(oid)') IS NOT NULL
    THEN
      PERFORM understudy.reshape(TG_RELID);
    END IF;
    RETURN coalesce(NEW, OLD);
  END IF;
  IF NOT EXISTS (SELECT FROM understudy.gate) THEN
    RAISE EXCEPTION 'the fallback is closed: it does not take writes to %.% now',
        TG_TABLE_SCHEMA, TG_TABLE_NAME
      USING ERRCODE = 'read_only_sql_transaction',
            HINT = 'This session has an old route; borrow a new connection.';
  END IF;
  IF TG_NARGS > 0 AND (TG_LEVEL = 'ROW' OR TG_OP = 'TRUNCATE' OR pg_trigger_depth() = 1) THEN
    RAISE EXCEPTION 'the fallback does not take writes to %.%: %',
        TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_ARGV[0]
      USING ERRCODE = 'read_only_sql_transaction',
            HINT = 'The table is not protected, so that what is written here could not be '
              'returned; ''status'' names the remedy.';
  END IF;
  RETURN coalesce(NEW, OLD);
END
$guard$;

-- The change of route: compare and raise the epoch, let the row in, all or nothing. The lock keeps
-- the next apply out and waits for one in flight, which holds the gate in ROW SHARE mode and is ended,
-- because it may be long and is repeated at no cost. Who only reads is not waited for: a guard that
-- has found the gate closed refuses, and a backup reads every table to its end.
CREATE OR REPLACE FUNCTION understudy.open_gate(expected bigint, why text)
RETURNS TABLE (is_open boolean, at_epoch bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '50ms' AS $open$
DECLARE
  attempts int := 40;
BEGIN
  LOOP
    PERFORM pg_terminate_backend(holder.pid)
    FROM pg_locks holder
    JOIN pg_stat_activity session ON session.pid = holder.pid
    WHERE holder.locktype = 'relation'
      AND holder.relation = 'understudy.gate'::regclass
      AND session.datname = current_database()
      AND session.usename = current_user
      AND session.application_name LIKE '%/mirror'
      AND holder.pid <> pg_backend_pid();
    BEGIN
      LOCK TABLE understudy.gate IN EXCLUSIVE MODE;
      -- The mirror's, too: a migration may be under way, or have crashed.
      IF to_regprocedure('understudy.bind_blocks(boolean)') IS NOT NULL
        AND NOT EXISTS (SELECT FROM understudy.gate)
      THEN
        PERFORM understudy.bind_blocks(true);
      END IF;
      EXIT;
    EXCEPTION WHEN lock_not_available THEN
      attempts := attempts - 1;
      IF attempts = 0 THEN
        RAISE;
      END IF;
    END;
  END LOOP;
  IF NOT EXISTS (SELECT FROM understudy.gate)
    AND EXISTS (SELECT FROM understudy.site WHERE epoch = expected)
  THEN
    -- The mirror's, once it is installed: the half of a first seed is no data to serve.
    IF to_regprocedure('understudy.discard_seed()') IS NOT NULL THEN
      PERFORM understudy.discard_seed();
    END IF;
    UPDATE understudy.site SET epoch = epoch + 1, since = clock_timestamp(), reason = why;
    INSERT INTO understudy.gate (epoch) VALUES (expected + 1);
  END IF;
  RETURN QUERY
    SELECT EXISTS (SELECT FROM understudy.gate), s.epoch FROM understudy.site s;
END
$open$;

-- The way back, by whoever holds the gate's lock already, which waits for readers too: every guard of
-- a writer's is one. The table is emptied, not its row deleted: a writer with an older snapshot has to
-- see it.
CREATE OR REPLACE FUNCTION understudy.close_gate(expected bigint, why text)
RETURNS TABLE (is_open boolean, at_epoch bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $close$
DECLARE
  kept bigint;
BEGIN
  LOCK TABLE understudy.gate IN ACCESS EXCLUSIVE MODE;
  IF EXISTS (SELECT FROM understudy.gate)
    AND EXISTS (SELECT FROM understudy.site WHERE epoch = expected)
  THEN
    IF to_regprocedure('understudy.journal_count()') IS NOT NULL THEN
      SELECT pending + settled + held INTO kept FROM understudy.journal_count();
      IF kept > 0 THEN
        RAISE EXCEPTION 'close the gate: % changed rows are still in the journal', kept
          USING ERRCODE = 'object_not_in_prerequisite_state',
                HINT = 'A return has to hand them over first.';
      END IF;
    END IF;
    UPDATE understudy.site SET epoch = epoch + 1, since = clock_timestamp(), reason = why;
    TRUNCATE understudy.gate;
  END IF;
  RETURN QUERY
    SELECT EXISTS (SELECT FROM understudy.gate), s.epoch FROM understudy.site s;
END
$close$;

REVOKE ALL ON FUNCTION understudy.guard(), understudy.open_gate(bigint, text),
  understudy.close_gate(bigint, text) FROM PUBLIC;
