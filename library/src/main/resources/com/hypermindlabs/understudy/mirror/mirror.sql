-- Installed on the fallback as the owner of its tables, in one transaction, any number of times.

SELECT pg_advisory_xact_lock(hashtext('understudy.install'));

-- Where the mirror stands. The snapshot is the primary's that the fallback equals, the nonce that of
-- the register row that was written with it, primary_id says which database it came from.
CREATE TABLE IF NOT EXISTS understudy.mirror (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  snapshot text,
  nonce uuid,
  primary_id text,
  as_of timestamptz,
  last_cycle timestamptz,
  seeding boolean NOT NULL DEFAULT false
);

INSERT INTO understudy.mirror (single) VALUES (true) ON CONFLICT DO NOTHING;

-- The tables that were carried over, with the fingerprint that the primary's had. A snapshot stands
-- here only while it is not the mirror's own: between a table's seed and the end of the first seed.
CREATE TABLE IF NOT EXISTS understudy.mirror_table (
  name text PRIMARY KEY,
  fingerprint text NOT NULL,
  snapshot text
);

-- Gives a first seed up that is not finished: its tables are of different instants, so the fallback
-- takes over empty. Called with the gate locked, before it opens. Every seeding transaction reads the
-- gate first, so none is under way then.
CREATE OR REPLACE FUNCTION understudy.discard_seed() RETURNS void
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp SET lock_timeout = '2s'
AS $discard$
DECLARE
  seeded text[];
  one text;
BEGIN
  IF NOT EXISTS (SELECT FROM understudy.mirror WHERE seeding) THEN
    RETURN;
  END IF;
  SELECT array_agg(m.name) INTO seeded
  FROM understudy.mirror_table m WHERE to_regclass(m.name) IS NOT NULL;
  IF seeded IS NOT NULL THEN
    BEGIN
      EXECUTE 'TRUNCATE ' || array_to_string(seeded, ', ');
    EXCEPTION WHEN feature_not_supported OR lock_not_available THEN
      -- A table that is not mirrored refers to one of them, and CASCADE would empty that one too; or
      -- somebody reads one, as a backup does.
      PERFORM set_config('session_replication_role', 'replica', true);
      FOREACH one IN ARRAY seeded LOOP
        EXECUTE 'DELETE FROM ' || one;
      END LOOP;
      PERFORM set_config('session_replication_role', 'origin', true);
    END;
  END IF;
  DELETE FROM understudy.mirror_table;
  UPDATE understudy.mirror
  SET snapshot = NULL, nonce = NULL, primary_id = NULL, as_of = NULL, seeding = false;
END
$discard$;

REVOKE ALL ON FUNCTION understudy.discard_seed() FROM PUBLIC;
