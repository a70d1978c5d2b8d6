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

INSERT INTO understudy.site (id, epoch, since, reason)
VALUES (gen_random_uuid(), 0, now(), 'installed')
ON CONFLICT DO NOTHING;

-- Runs as the owner: the application's role needs no right on this schema. Reading the gate leaves a
-- share of its lock with the writer to the end of the transaction, so that whoever closes it waits
-- for every writer.
CREATE OR REPLACE FUNCTION understudy.guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $guard$
BEGIN
  IF NOT EXISTS (SELECT FROM understudy.gate)
    AND NOT (
      coalesce(current_setting('understudy.apply', true), '') = 'on'
      AND pg_has_role(session_user, current_user, 'MEMBER')
    )
  THEN
    RAISE EXCEPTION 'the fallback is closed: it does not take writes to %.% now',
        TG_TABLE_SCHEMA, TG_TABLE_NAME
      USING ERRCODE = 'read_only_sql_transaction',
            HINT = 'This session has an old route; borrow a new connection.';
  END IF;
  RETURN NULL;
END
$guard$;

-- The change of route: compare and raise the epoch, let the row in, all or nothing. The lock waits
-- for an apply in flight and keeps the next one out.
CREATE OR REPLACE FUNCTION understudy.open_gate(expected bigint, why text)
RETURNS TABLE (is_open boolean, at_epoch bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s' AS $open$
BEGIN
  LOCK TABLE understudy.gate IN ACCESS EXCLUSIVE MODE;
  IF NOT EXISTS (SELECT FROM understudy.gate) THEN
    UPDATE understudy.site SET epoch = epoch + 1, since = clock_timestamp(), reason = why
    WHERE epoch = expected;
    IF FOUND THEN
      INSERT INTO understudy.gate (epoch) VALUES (expected + 1);
    END IF;
  END IF;
  RETURN QUERY
    SELECT EXISTS (SELECT FROM understudy.gate), s.epoch FROM understudy.site s;
END
$open$;

REVOKE ALL ON FUNCTION understudy.open_gate(bigint, text) FROM PUBLIC;
