-- What migrations have inserted on the fallback is no change of the application's: the primary's own
-- run of them makes most of it, and which of it, a round finds out there. It is noted as if the primary
-- had it, as the migration has made it, with the mark "b". Of a row that the application has changed
-- since, the entry has that already. One that refers to a row which the application has changed has the
-- mark "r" too, and "s" where that was born here. Once per fallback, after journal.sql. ${pins} are the settings that decide how values
-- look as text.

-- Notes what is not noted yet. Answers which tables have such rows.
CREATE OR REPLACE FUNCTION understudy.note_births() RETURNS SETOF int
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp ${pins} AS $births$
DECLARE
  c record;
  found_now bigint;
  found_all bigint;
BEGIN
  IF NOT EXISTS (SELECT FROM understudy.birth) THEN
    RETURN;
  END IF;
  FOR c IN
    SELECT t.n, t.relation::regclass AS rel, 'understudy.journal_' || t.n AS journal,
      EXISTS (
        SELECT FROM understudy.birth b WHERE b.n = t.n AND NOT b.noted AND b.key = '{}') AS whole,
      format('%%s IN (SELECT b.key FROM understudy.birth b WHERE b.n = %s AND NOT b.noted)', t.n) AS some,
      k.keys, k.row_keys, k.row_texts, k.entry_texts,
      (SELECT string_agg(format('o%s', i), ', ' ORDER BY i) FROM generate_subscripts(t.names, 1) i)
        AS images,
      (SELECT string_agg(format('t.%I', v.name), ', ' ORDER BY v.i)
        FROM unnest(t.names) WITH ORDINALITY v (name, i)) AS row_images
    FROM understudy.covered t
    CROSS JOIN LATERAL (
      SELECT string_agg('k' || n.i, ', ' ORDER BY n.i) AS keys,
        string_agg(format('t.%I', n.name), ', ' ORDER BY n.i) AS row_keys,
        format('ARRAY[%s]', string_agg(format('t.%I::text', n.name), ', ' ORDER BY n.i)) AS row_texts,
        format('ARRAY[%s]', string_agg(format('j.k%s::text', n.i), ', ' ORDER BY n.i)) AS entry_texts
      FROM unnest(t.key_columns) WITH ORDINALITY n (name, i)) k
    WHERE t.made IS NOT NULL
      AND EXISTS (SELECT FROM understudy.birth b WHERE b.n = t.n AND NOT b.noted)
  LOOP
    EXECUTE format(
      'INSERT INTO %s (%s, touched, o_there, migrated, %s)'
      ' SELECT %s, pg_current_xact_id(), true, ''{b}'', %s FROM %s t WHERE %s ON CONFLICT DO NOTHING',
      c.journal, c.keys, c.images, c.row_keys, c.row_images, c.rel,
      CASE WHEN c.whole THEN 'true' ELSE format(c.some, c.row_texts) END);
    EXECUTE format(
      'UPDATE %s j SET migrated = array_append(coalesce(j.migrated, ''{}''), ''b'')'
      ' WHERE j.o_there AND NOT coalesce(j.migrated, ''{}'') @> ''{b}'' AND %s',
      c.journal,
      CASE WHEN c.whole THEN 'true' ELSE format(c.some, c.entry_texts) END);
  END LOOP;
  LOOP
    found_all := 0;
    FOR c IN
      SELECT m.mark, m.referred_is, 'understudy.journal_' || t.n AS journal, t.relation::regclass AS rel,
        'understudy.journal_' || p.n AS referred,
        (SELECT string_agg(format('j.k%s = t.%I', i, t.key_columns[i]), ' AND ')
          FROM generate_subscripts(t.key_columns, 1) i) AS is_row,
        string_agg(format('p.k%s = t.%I', array_position(p.key_columns, there.attname::text),
          here.attname), ' AND ') AS refers
      FROM (VALUES
        ('r', 'NOT coalesce(p.migrated, ''{}'') @> ''{b}'' OR p.migrated @> ''{r}'''),
        ('s', 'NOT p.o_there OR p.migrated @> ''{s}''')) m (mark, referred_is)
      CROSS JOIN understudy.covered t
      JOIN pg_constraint f ON f.conrelid = t.relation AND f.contype = 'f'
      JOIN understudy.covered p ON p.relation = f.confrelid AND p.made IS NOT NULL
      CROSS JOIN LATERAL unnest(f.conkey, f.confkey) k (here, there)
      JOIN pg_attribute here ON here.attrelid = f.conrelid AND here.attnum = k.here
      JOIN pg_attribute there ON there.attrelid = f.confrelid AND there.attnum = k.there
        AND there.attname = ANY (p.key_columns)
      WHERE t.made IS NOT NULL
        AND EXISTS (SELECT FROM understudy.birth b WHERE b.n = t.n AND NOT b.noted)
      GROUP BY m.mark, m.referred_is, t.n, t.relation, t.key_columns, p.n, p.key_columns, f.oid
      HAVING count(*) = cardinality(p.key_columns)
    LOOP
      EXECUTE format(
        'UPDATE %1$s j SET migrated = array_append(j.migrated, %2$L) FROM %3$s t WHERE %4$s'
        ' AND j.migrated @> ''{b}'' AND NOT j.migrated @> ARRAY[%2$L] AND EXISTS (SELECT FROM %5$s p'
        ' WHERE %6$s AND (%7$s))',
        c.journal, c.mark, c.rel, c.is_row, c.referred, c.refers, c.referred_is);
      GET DIAGNOSTICS found_now = ROW_COUNT;
      found_all := found_all + found_now;
    END LOOP;
    EXIT WHEN found_all = 0;
  END LOOP;
  UPDATE understudy.birth SET noted = true WHERE NOT noted;
  RETURN QUERY SELECT DISTINCT b.n FROM understudy.birth b;
END
$births$;

REVOKE ALL ON FUNCTION understudy.note_births() FROM PUBLIC;
