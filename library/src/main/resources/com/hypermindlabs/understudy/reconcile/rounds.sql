-- The fallback's side of a round, made as the owner, any number of times.

SELECT pg_advisory_xact_lock(hashtext('understudy.install'));

-- A block for each session: a round draws one number a row.
CREATE SEQUENCE IF NOT EXISTS understudy.sent_number CACHE 1000;

-- A round is open until it is known that the primary has it; then it is done, and settled as far as
-- no writer holds the journal's entries. At most one is open.
CREATE TABLE IF NOT EXISTS understudy.round (
  id uuid PRIMARY KEY,
  epoch bigint NOT NULL,
  done boolean NOT NULL DEFAULT false
);

CREATE UNIQUE INDEX IF NOT EXISTS round_open ON understudy.round ((true)) WHERE NOT done;

-- Earlier builds numbered the columns of what is sent in their own way, and kept here which.
DO $form$
DECLARE
  one regclass;
BEGIN
  IF to_regclass('understudy.sent') IS NOT NULL AND NOT EXISTS (SELECT FROM understudy.round) THEN
    FOR one IN SELECT to_regclass('understudy.sent_' || s.n) FROM understudy.sent s LOOP
      IF one IS NOT NULL THEN
        EXECUTE 'DROP TABLE ' || one;
      END IF;
    END LOOP;
    DROP TABLE understudy.sent;
  END IF;
END
$form$;

-- A migration may have made an index of what was on its way; filling it would take twice as long.
DO $index$
DECLARE
  one record;
  any_left boolean;
BEGIN
  FOR one IN
    SELECT i.indexrelid::regclass AS index, i.indrelid::regclass AS sent
    FROM pg_index i
    JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'understudy'::regnamespace
    WHERE c.relname ~ '^sent_[0-9]+$'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.sent) INTO any_left;
    IF NOT any_left THEN
      EXECUTE format('DROP INDEX %s', one.index);
    END IF;
  END LOOP;
END
$index$;

-- Which transactions a round has rows of, and which of them belong together because they touched a
-- row in common: only for tables under the policy hold. A unit is a negative number.
CREATE TABLE IF NOT EXISTS understudy.sent_touch (
  round uuid NOT NULL,
  xid xid8 NOT NULL,
  unit bigint NOT NULL,
  PRIMARY KEY (round, xid)
);

-- Finds them: every transaction starts as its own unit, and units that share a row become one until
-- nothing changes.
CREATE OR REPLACE FUNCTION understudy.group_touches(of_round uuid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $group$
DECLARE
  moved bigint;
BEGIN
  CREATE TEMP TABLE understudy_touched ON COMMIT DROP AS
    SELECT t.xid, t.n, t.key, -(t.xid::text::bigint) AS unit FROM understudy.touch t;
  CREATE INDEX ON pg_temp.understudy_touched (xid);
  ANALYZE pg_temp.understudy_touched;
  LOOP
    UPDATE pg_temp.understudy_touched t SET unit = k.least
    FROM (
      SELECT n, key, min(unit) AS least FROM pg_temp.understudy_touched GROUP BY n, key
    ) k
    WHERE k.n = t.n AND k.key = t.key AND k.least < t.unit;
    UPDATE pg_temp.understudy_touched t SET unit = x.least
    FROM (SELECT xid, min(unit) AS least FROM pg_temp.understudy_touched GROUP BY xid) x
    WHERE x.xid = t.xid AND x.least < t.unit;
    GET DIAGNOSTICS moved = ROW_COUNT;
    EXIT WHEN moved = 0;
  END LOOP;
  INSERT INTO understudy.sent_touch
    SELECT of_round, xid, min(unit) FROM pg_temp.understudy_touched GROUP BY xid;
END
$group$;

REVOKE ALL ON FUNCTION understudy.group_touches(uuid) FROM PUBLIC;
