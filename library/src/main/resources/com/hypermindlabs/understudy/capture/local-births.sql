-- Rows of tables that the migrations have made, or have written to in a way that no trigger followed,
-- are noted as born here. Not those of the very first migrations: these begin a primary as well.
DO $births$
DECLARE
  known CONSTANT int[] := (SELECT b.n FROM understudy.journals_before b);
  c record;
BEGIN
  IF cardinality(known) > 0 THEN
    FOR c IN
      SELECT t.n, t.relation::regclass AS rel, t.key_columns AS key
      FROM understudy.covered t
      WHERE t.made IS NOT NULL AND (
        t.n <> ALL (known)
        OR EXISTS (SELECT FROM understudy.refresh r WHERE r.n = t.n AND r.key = '{}'))
    LOOP
      EXECUTE format(
        'INSERT INTO understudy.journal_%s (%s, touched, o_there)'
        || ' SELECT %s, pg_current_xact_id(), false FROM %s t ON CONFLICT DO NOTHING',
        c.n,
        (SELECT string_agg('k' || i, ', ' ORDER BY i) FROM generate_subscripts(c.key, 1) i),
        (SELECT string_agg(format('t.%I', k.name), ', ' ORDER BY k.i)
          FROM unnest(c.key) WITH ORDINALITY k (name, i)),
        c.rel);
    END LOOP;
  END IF;
  DELETE FROM understudy.refresh WHERE key = '{}';
  DELETE FROM understudy.birth;
  DELETE FROM understudy.journals_before;
END
$births$;
