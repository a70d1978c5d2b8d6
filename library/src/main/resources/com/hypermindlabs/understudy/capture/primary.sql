-- Installed on the primary by the role that owns its tables, any number of times.

-- The change log. Every change of a protected table: the transaction, the table (of a partition its
-- root), and the row's primary key as text. Keys of one column may share an entry, one value each; of an
-- updated row it is the new key and the old one, the same or not. Of three values with NULL between them,
-- integers, every key from the first to the last may have been changed.
-- Without a key the whole table was changed, as by TRUNCATE.
-- Writers put it into "recent": an index would take them a third of what the log takes at all. From there it goes
-- once every site has it; what sites wait for longer is moved to "change", where it is found by its transaction.
CREATE TABLE IF NOT EXISTS {recent} (
  xid xid8 NOT NULL,
  rel oid NOT NULL,
  key text[]
) WITH (autovacuum_vacuum_scale_factor = 0.05);
CREATE TABLE IF NOT EXISTS {change} (
  xid xid8 NOT NULL,
  rel oid NOT NULL,
  key text[]
) WITH (autovacuum_vacuum_scale_factor = 0.05);
-- IF NOT EXISTS would wait for every open transaction that has written, whether it is there or not.
DO $index$ BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = {change_literal}::pg_catalog.regclass)
  THEN
    CREATE INDEX {change_xid} ON {change} (xid);
  END IF;
END $index$;
-- The sites that read the change log. "snapshot" is what a site's fallback durably has: NULL before
-- its first seed. "seen" is when it was last known to have come further: one that tries and fails is
-- as one that is away. "dropped" says why the log no longer waits for a site.
CREATE TABLE IF NOT EXISTS {site} (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  registered timestamptz NOT NULL,
  seen timestamptz NOT NULL,
  snapshot text,
  nonce uuid,
  previous uuid,
  xid xid8,
  dropped text,
  retention interval NOT NULL,
  log_limit bigint NOT NULL
) WITH (fillfactor = 50);

-- Had a number of its registration once; asked first, because it would wait for readers.
DO $number$ BEGIN
  IF EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {site_literal}::pg_catalog.regclass AND a.attname = 'number')
  THEN
    ALTER TABLE {site} DROP COLUMN number;
  END IF;
END $number$;

-- The rounds of returns that have arrived.
CREATE TABLE IF NOT EXISTS {round} (
  id uuid PRIMARY KEY,
  site uuid NOT NULL,
  epoch bigint NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Keys that rows of a site have here under another name, since the outage of an epoch and until its
-- fallback has the rows of here again: then its keys are those of here.
CREATE TABLE IF NOT EXISTS {alias} (
  site uuid NOT NULL,
  table_name text NOT NULL,
  from_key text[] NOT NULL,
  to_key text[] NOT NULL,
  epoch bigint NOT NULL,
  -- Whether the row has it for itself: what else has that key here is another thing.
  own boolean NOT NULL DEFAULT false,
  -- The table, whatever it is called by now.
  relation oid,
  -- The entry of the ledger by which a person brought the row here; NULL where nobody did.
  entry bigint
);
-- Made without these before there were any; asked first, because it would wait for readers.
DO $epoch$ BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {alias_literal}::pg_catalog.regclass AND a.attname = 'epoch')
  THEN
    ALTER TABLE {alias} ADD COLUMN epoch bigint NOT NULL DEFAULT 0;
    ALTER TABLE {alias} ALTER COLUMN epoch DROP DEFAULT;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {alias_literal}::pg_catalog.regclass AND a.attname = 'own')
  THEN
    ALTER TABLE {alias} ADD COLUMN own boolean NOT NULL DEFAULT false, ADD COLUMN relation oid;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {alias_literal}::pg_catalog.regclass AND a.attname = 'entry')
  THEN
    ALTER TABLE {alias} ADD COLUMN entry bigint;
  END IF;
END $epoch$;
-- One for each key, by two hashes of 64 bits: a key that just fits into its table's index would not fit
-- into this one.
DO $once$
DECLARE
  whole name;
BEGIN
  SELECT x.conname INTO whole FROM pg_catalog.pg_constraint x
  WHERE x.conrelid = {alias_literal}::pg_catalog.regclass AND x.contype = 'p';
  IF FOUND THEN
    EXECUTE pg_catalog.format('ALTER TABLE {alias} DROP CONSTRAINT %I', whole);
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = {alias_literal}::pg_catalog.regclass)
  THEN
    CREATE UNIQUE INDEX {alias_once} ON {alias}
      (site, table_name, hash_array_extended(from_key, 0), hash_array_extended(from_key, 1));
  END IF;
END $once$;

-- Changes of sites that were not applied, held or overruled, with all versions of the row.
CREATE TABLE IF NOT EXISTS {ledger} (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site uuid NOT NULL,
  epoch bigint NOT NULL,
  round uuid,
  table_name text NOT NULL,
  key text[] NOT NULL,
  kind text NOT NULL CHECK (kind IN ('held', 'overruled')),
  reason text NOT NULL,
  sqlstate text,
  transaction text,
  columns text[] NOT NULL,
  base text[],
  ours text[],
  theirs text[],
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  resolved timestamptz,
  resolution text,
  -- The table, whatever it is called by now.
  relation oid,
  -- The key that the row has on the fallback. NULL in entries from before there was one: then "key".
  from_key text[],
  -- By column, in their order: 'delta' where both changes are added up, 'derived' where the row here
  -- makes the value itself. NULL where there is none.
  policies text[],
  -- The row as the round, or a decision, has left it here; empty where there is none. NULL of what is
  -- held: then "theirs".
  left_as text[],
  -- Whether a person has decided, and no round has come with the row since: what the fallback takes
  -- for its base is from before.
  decided boolean NOT NULL DEFAULT false,
  -- The epoch in which the fallback had the rows of here again, as the first round after it has told;
  -- NULL before: then it may still have the row that the entry is about.
  corrected bigint,
  -- Of several decisions for a row, which was made later; those that a round has come with are over.
  decision bigint,
  -- The row as the decision has found it, where a person gave values of his own with these in it; empty
  -- where there was none. NULL where what stands there is not the decision's doing alone.
  found_as text[]
);
DO $relation$ BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {ledger_literal}::pg_catalog.regclass AND a.attname = 'relation')
  THEN
    ALTER TABLE {ledger} ADD COLUMN relation oid;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {ledger_literal}::pg_catalog.regclass AND a.attname = 'from_key')
  THEN
    ALTER TABLE {ledger} ADD COLUMN from_key text[];
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {ledger_literal}::pg_catalog.regclass AND a.attname = 'decided')
  THEN
    ALTER TABLE {ledger} ADD COLUMN policies text[], ADD COLUMN left_as text[],
      ADD COLUMN decided boolean NOT NULL DEFAULT false;
    UPDATE {ledger} l SET decided = true FROM {alias} a WHERE a.entry = l.id;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {ledger_literal}::pg_catalog.regclass AND a.attname = 'corrected')
  THEN
    ALTER TABLE {ledger} ADD COLUMN corrected bigint;
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = {ledger_literal}::pg_catalog.regclass AND a.attname = 'found_as')
  THEN
    ALTER TABLE {ledger} ADD COLUMN decision bigint, ADD COLUMN found_as text[];
  END IF;
END $relation$;

-- What waits for a person, or for a round since one has decided, is asked for at every look and in
-- every round, and most entries do not: what a policy overruled stays for good. Asked first, as for
-- the log's index. Earlier builds left out what is decided.
DO $held$
DECLARE
  earlier pg_catalog.regclass;
BEGIN
  IF NOT EXISTS (
    SELECT FROM pg_catalog.pg_index i
    WHERE i.indrelid = {ledger_literal}::pg_catalog.regclass AND NOT i.indisprimary
      AND pg_catalog.pg_get_expr(i.indpred, i.indrelid) LIKE '%decided%')
  THEN
    SELECT i.indexrelid INTO earlier FROM pg_catalog.pg_index i
    WHERE i.indrelid = {ledger_literal}::pg_catalog.regclass AND NOT i.indisprimary;
    IF FOUND THEN
      EXECUTE pg_catalog.format('DROP INDEX %s', earlier);
    END IF;
    CREATE INDEX {ledger_held} ON {ledger} (site, epoch)
      WHERE (kind = 'held' AND resolved IS NULL) OR decided;
  END IF;
END $held$;

-- What a round did to rows that did not simply arrive, so that a lost answer can be settled.
CREATE TABLE IF NOT EXISTS {outcome} (
  round uuid NOT NULL,
  table_name text NOT NULL,
  r bigint NOT NULL,
  kind text NOT NULL,
  there boolean,
  result text[],
  PRIMARY KEY (round, table_name, r)
);

-- Where somebody publishes all tables, nothing may be changed in one without an identity. Asked first,
-- and left for the next time where a writer has the table: only then is it one that was made before.
DO $identity$ DECLARE
  one pg_catalog.regclass;
BEGIN
  FOR one IN
    SELECT c.oid FROM pg_catalog.pg_class c
    WHERE c.oid IN ({recent_literal}::pg_catalog.regclass, {change_literal}::pg_catalog.regclass,
        {alias_literal}::pg_catalog.regclass)
      AND c.relreplident <> 'f'
  LOOP
    EXECUTE pg_catalog.format('ALTER TABLE %s REPLICA IDENTITY FULL', one);
  END LOOP;
EXCEPTION WHEN lock_not_available THEN
  NULL;
END $identity$;

-- Keeps the log small: drops sites that stayed away for too long or hold too much of it, deletes up to
-- "most" rows that no site needs, and moves as many of too many that are recent. Never waits, and never
-- fails: what cannot be done now is done by a later call. Not compiled: servers up to 17 add to the cost of
-- a scan that is off more than any threshold of the compiler, and a writer would wait for it.
CREATE OR REPLACE FUNCTION {prune}(most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off
AS $prune$
DECLARE
  absence CONSTANT interval := '5 minutes';
  room CONSTANT bigint := 10000;
  percent real;
  deleted bigint := 0;
BEGIN
  UPDATE {site} d
  SET dropped = 'not seen for ' || d.retention
  WHERE d.id IN (
    SELECT s.id FROM {site} s
    WHERE s.dropped IS NULL AND s.seen < clock_timestamp() - s.retention
    FOR UPDATE SKIP LOCKED);

  IF pg_total_relation_size({recent_literal}::regclass)
      + pg_total_relation_size({change_literal}::regclass) > (
    SELECT min(s.log_limit) FROM {site} s
    WHERE s.dropped IS NULL AND s.seen < clock_timestamp() - absence)
  THEN
    percent := least(
      100,
      200 * 100.0 * current_setting('block_size')::int
        / greatest(
          1,
          pg_relation_size({recent_literal}::regclass) + pg_relation_size({change_literal}::regclass)));
    UPDATE {site} d
    SET dropped = 'the change log would have kept more than ' || pg_size_pretty(d.log_limit)
        || ' for it'
    WHERE d.id IN (
      SELECT s.id FROM {site} s
      WHERE s.dropped IS NULL AND s.seen < clock_timestamp() - absence
        AND s.log_limit < (
          -- Beside the row's data: its header, its pointer and its entry in the index.
          SELECT sum(pg_column_size(c.key) + 68) * 100 / percent
          FROM (
            SELECT xid, key FROM {change} TABLESAMPLE SYSTEM (percent)
            UNION ALL SELECT xid, key FROM {recent} TABLESAMPLE SYSTEM (percent)) c
          WHERE s.snapshot IS NULL OR c.xid >= pg_snapshot_xmin(s.snapshot::pg_snapshot))
      FOR UPDATE SKIP LOCKED);
  END IF;

  -- By one snapshot. A site that it does not see is registered later, seeds later still, and so has
  -- whatever goes. Without a site that is all that is committed, however old an open transaction is.
  -- What was logged by transactions that have not begun is another server's, from which a dump brought it.
  WITH needed (xid) AS MATERIALIZED (
    SELECT CASE WHEN EXISTS (SELECT FROM {site} s WHERE s.dropped IS NULL)
      THEN (
        SELECT least(l.needed, pg_snapshot_xmin(pg_current_snapshot()))
        FROM (
          SELECT pg_snapshot_xmin(s.snapshot::pg_snapshot) FROM {site} s
          WHERE s.dropped IS NULL ORDER BY 1 NULLS FIRST LIMIT 1) l (needed)
        WHERE l.needed IS NOT NULL)
      ELSE coalesce(pg_current_xact_id_if_assigned(), '18446744073709551615') END),
  ahead (xid) AS MATERIALIZED (
    SELECT greatest(pg_snapshot_xmax(pg_current_snapshot()), pg_current_xact_id_if_assigned())),
  recent AS (
    DELETE FROM {recent} c
    WHERE c.ctid = ANY (ARRAY(
      SELECT o.ctid FROM {recent} o
      WHERE o.xid < (SELECT xid FROM needed) OR o.xid > (SELECT xid FROM ahead)
      LIMIT most FOR UPDATE SKIP LOCKED))
    RETURNING 1),
  older AS (
    DELETE FROM {change} c
    WHERE c.ctid = ANY (ARRAY(
      SELECT o.ctid FROM {change} o
      WHERE o.xid < (SELECT xid FROM needed)
      ORDER BY o.xid LIMIT most FOR UPDATE SKIP LOCKED))
    RETURNING 1),
  strange AS (
    DELETE FROM {change} c
    WHERE c.ctid = ANY (ARRAY(
      SELECT o.ctid FROM {change} o
      WHERE o.xid > (SELECT xid FROM ahead)
      LIMIT most FOR UPDATE SKIP LOCKED))
    RETURNING 1)
  SELECT (SELECT count(*) FROM recent) + (SELECT count(*) FROM older) + (SELECT count(*) FROM strange)
  INTO deleted;

  -- More than sites leave that keep up: somebody waits for it, and all read it.
  IF EXISTS (SELECT FROM {recent} OFFSET room) THEN
    WITH moved AS (
      DELETE FROM {recent} c
      WHERE c.ctid = ANY (ARRAY(
        SELECT o.ctid FROM {recent} o
        WHERE o.xid IS DISTINCT FROM pg_current_xact_id_if_assigned()
        LIMIT most FOR UPDATE SKIP LOCKED))
      RETURNING c.xid, c.rel, c.key)
    INSERT INTO {change} (xid, rel, key) SELECT m.xid, m.rel, m.key FROM moved m;
  END IF;
  RETURN deleted;
EXCEPTION WHEN OTHERS THEN
  RETURN 0;
END
$prune$;
REVOKE ALL ON FUNCTION {prune}(bigint) FROM PUBLIC;

-- What writers do about it, now and then. They leave it to the mirror of a site that is there, and help
-- where that does not keep up; serializable ones never do so then: what is read would make writers conflict
-- that have nothing to do with each other.
CREATE OR REPLACE FUNCTION {upkeep}(most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $upkeep$
-- build {build} of the capture
DECLARE
  blocks CONSTANT bigint :=
    pg_relation_size({recent_literal}::regclass) / current_setting('block_size')::int;
  -- All that is recent is read, with rows that are gone and not vacuumed yet: the more there are, the
  -- rarer, and the more at once.
  worth CONSTANT bigint := CASE WHEN blocks > 256 THEN 8 * blocks ELSE 0 END;
BEGIN
  IF (blocks < 1024 OR current_setting('transaction_isolation') = 'serializable') AND EXISTS (
    SELECT FROM {site} s WHERE s.dropped IS NULL AND s.seen > clock_timestamp() - interval '1 minute')
  THEN
    RETURN 0;
  END IF;
  IF random() * worth > most THEN
    RETURN 0;
  END IF;
  RETURN {prune}(greatest(most, worth));
END
$upkeep$;
REVOKE ALL ON FUNCTION {upkeep}(bigint) FROM PUBLIC;
