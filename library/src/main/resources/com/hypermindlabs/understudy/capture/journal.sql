-- What the journal needs once per fallback, beside what is made for each table. Installed as the
-- owner, in one transaction, any number of times. ${pins} are the settings that decide how values
-- look as text.

-- Every table of the application that was looked at, with a number that names what is made for it.
-- The rest tells from what it was made: see JournalTable.
CREATE TABLE IF NOT EXISTS understudy.covered (
  n int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  state text NOT NULL,
  reason text,
  relation oid,
  numbers int[] NOT NULL DEFAULT '{}',
  names text[] NOT NULL DEFAULT '{}',
  types text[] NOT NULL DEFAULT '{}',
  key_columns text[] NOT NULL DEFAULT '{}',
  made text
);

-- The table and its partitions when changes were last sorted by them.
DO $leaves$
BEGIN
  -- Asked first, because it would wait for readers.
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = 'understudy.covered'::regclass AND attname = 'leaves')
  THEN
    ALTER TABLE understudy.covered ADD COLUMN leaves oid[] NOT NULL DEFAULT '{}';
  END IF;
END
$leaves$;

-- Tables of the primary that are not here, as it was last seen; for reports alone.
CREATE TABLE IF NOT EXISTS understudy.absent (
  name text PRIMARY KEY,
  reason text NOT NULL
);

-- Which transaction touched what, for tables under the policy hold.
CREATE TABLE IF NOT EXISTS understudy.touch (
  xid xid8 NOT NULL,
  n int NOT NULL,
  key text[] NOT NULL
);

-- Keys that the next cycle of the mirror reads from the primary again, whatever the log says; an empty
-- one asks for the whole table.
CREATE TABLE IF NOT EXISTS understudy.refresh (
  n int NOT NULL,
  key text[] NOT NULL
);

-- Rows that migrations have inserted here, by their keys; an empty one means all rows of a table that
-- they have made. Noted in the journals before a round: see births.sql.
CREATE TABLE IF NOT EXISTS understudy.birth (
  n int NOT NULL,
  key text[] NOT NULL,
  noted boolean NOT NULL DEFAULT false
);

-- All have a key once. By two hashes of 64 bits: a key that just fits into its table's index, or is
-- longer as text, would not fit into these.
DO $once$
BEGIN
  IF to_regclass('understudy.touch_once') IS NULL THEN
    ALTER TABLE understudy.touch DROP CONSTRAINT IF EXISTS touch_pkey;
    CREATE UNIQUE INDEX touch_once ON understudy.touch
      (xid, n, hash_array_extended(key, 0), hash_array_extended(key, 1));
  END IF;
  IF to_regclass('understudy.refresh_once') IS NULL THEN
    ALTER TABLE understudy.refresh DROP CONSTRAINT IF EXISTS refresh_pkey;
    CREATE UNIQUE INDEX refresh_once ON understudy.refresh
      (n, hash_array_extended(key, 0), hash_array_extended(key, 1));
  END IF;
  IF to_regclass('understudy.birth_once') IS NULL THEN
    -- Asked first: it would wait for migrations of other processes.
    CREATE UNIQUE INDEX birth_once ON understudy.birth
      (n, hash_array_extended(key, 0), hash_array_extended(key, 1));
  END IF;
END
$once$;

-- Where somebody publishes all tables, nothing may be changed in one without an identity. Asked first,
-- because it would wait for readers.
DO $identity$
DECLARE
  one regclass;
BEGIN
  FOR one IN
    SELECT c.oid FROM pg_class c
    WHERE c.relnamespace = 'understudy'::regnamespace AND c.relreplident <> 'f'
      AND (c.relname IN ('touch', 'refresh', 'birth') OR c.relname ~ '^sent_[0-9]+$') AND c.relkind = 'r'
  LOOP
    EXECUTE format('ALTER TABLE %s REPLICA IDENTITY FULL', one);
  END LOOP;
END
$identity$;

-- The epoch in which the mirror last brought what outages had left different in a table: since then
-- its rows have the primary's keys. Apart from "covered", whose rows a start may have in hand.
CREATE TABLE IF NOT EXISTS understudy.corrected (
  n int PRIMARY KEY,
  epoch bigint NOT NULL
);

-- Where the rows of each table were stored when it was last looked at: see journal-unseen.sql. Apart
-- from "covered", as the one above.
CREATE TABLE IF NOT EXISTS understudy.stored (
  n int PRIMARY KEY,
  place text NOT NULL
);

-- What its columns were called; null where an earlier build has looked, which is no reason to bring
-- all. Asked first, because it would wait for readers.
DO $names$
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_attribute
    WHERE attrelid = 'understudy.stored'::regclass AND attname = 'names') THEN
    ALTER TABLE understudy.stored ADD COLUMN names text;
  END IF;
END
$names$;

-- Whether a row was written by a transaction that has not ended. Asked about a row that is visible,
-- so that it is the asking one, a part of it under a savepoint included. A row's xmin has 32 of the
-- 64 bits; it is close to the other.
CREATE OR REPLACE FUNCTION understudy.is_own(writer xid, me xid8) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $own$
  SELECT pg_xact_status(
    (m.value + ((w.value - m.value % 4294967296 + 6442450944) % 4294967296 - 2147483648))
      ::text::xid8) = 'in progress'
  FROM (SELECT me::text::bigint) AS m (value), (SELECT writer::text::bigint) AS w (value)
$own$;

-- How many rows the journal holds: to be sent, sent and settled, held for a person. One that is held
-- and was touched since is to be sent.
CREATE OR REPLACE FUNCTION understudy.journal_count()
RETURNS TABLE (pending bigint, settled bigint, held bigint)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $count$
DECLARE
  journal regclass;
  one record;
BEGIN
  pending := 0;
  settled := 0;
  held := 0;
  FOR journal IN
    SELECT c.oid FROM understudy.covered t
    JOIN pg_class c ON c.relnamespace = 'understudy'::regnamespace AND c.relname = 'journal_' || t.n
  LOOP
    CONTINUE WHEN pg_relation_size(journal) = 0;
    EXECUTE format(
      'SELECT count(*) FILTER (WHERE NOT settled) AS pending,'
      ' count(*) FILTER (WHERE settled AND NOT held) AS settled,'
      ' count(*) FILTER (WHERE settled AND held) AS held FROM %s', journal) INTO one;
    pending := pending + one.pending;
    settled := settled + one.settled;
    held := held + one.held;
  END LOOP;
  RETURN NEXT;
END
$count$;

-- The last act of a return: the keys that differ from the primary, or may, are to be read again, and
-- the journal is empty. Refuses while something in it was not handed over. Writers wait meanwhile:
-- small tables are emptied row by row, because new files for a table and its indexes take longer. As
-- a rehearsal it does the same to no row, so that the session has read its catalogs when it counts.
CREATE OR REPLACE FUNCTION understudy.empty_journal(rehearsal boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp ${pins} AS $empty$
DECLARE
  small CONSTANT bigint := 1 << 20;
  which CONSTANT text := CASE WHEN rehearsal THEN ' WHERE false' ELSE '' END;
  one record;
BEGIN
  IF (SELECT pending FROM understudy.journal_count()) > 0 AND NOT rehearsal THEN
    RAISE EXCEPTION 'empty the journal: % rows in it were not handed over',
        (SELECT pending FROM understudy.journal_count())
      USING ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  FOR one IN
    SELECT c.oid::regclass AS journal, t.n, (
        SELECT string_agg(format('k%s::text', k), ', ' ORDER BY k)
        FROM generate_series(1, cardinality(t.key_columns)) k) AS key
    FROM understudy.covered t
    JOIN pg_class c ON c.relnamespace = 'understudy'::regnamespace AND c.relname = 'journal_' || t.n
  LOOP
    CONTINUE WHEN pg_relation_size(one.journal) = 0;
    EXECUTE format(
      'INSERT INTO understudy.refresh SELECT %s, ARRAY[%s] FROM %s%s ON CONFLICT DO NOTHING',
      one.n, one.key, one.journal, which);
    IF rehearsal OR pg_relation_size(one.journal) <= small THEN
      EXECUTE format('DELETE FROM %s%s', one.journal, which);
    ELSE
      EXECUTE format('TRUNCATE %s', one.journal);
    END IF;
  END LOOP;
  DELETE FROM understudy.birth WHERE noted AND NOT rehearsal;
  IF rehearsal OR pg_relation_size('understudy.touch') <= small THEN
    DELETE FROM understudy.touch WHERE NOT rehearsal;
  ELSE
    TRUNCATE understudy.touch;
  END IF;
END
$empty$;

REVOKE ALL ON FUNCTION understudy.is_own(xid, xid8), understudy.journal_count(),
  understudy.empty_journal(boolean) FROM PUBLIC;
