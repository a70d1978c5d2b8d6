-- What journals do with rows that a migration changes after it has changed their table: a start may
-- bring many steps, and the journals are brought into shape when all have run. The triggers of a table
-- have names and types as they were then; here they are the catalog's. Once per fallback, after
-- journal.sql. ${pins} are the settings that decide how values look as text.

-- What a domain is made of.
CREATE OR REPLACE FUNCTION understudy.made_of(type oid) RETURNS oid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $made$
  WITH RECURSIVE made_of (oid) AS (
    SELECT type
    UNION ALL
    SELECT t.typbasetype FROM made_of m JOIN pg_type t ON t.oid = m.oid AND t.typtype = 'd'
  )
  SELECT m.oid FROM made_of m JOIN pg_type t ON t.oid = m.oid AND t.typtype <> 'd'
$made$;

-- The marks of what is held in place of those of the base.
CREATE OR REPLACE FUNCTION understudy.of_held(marks text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $of_held$
  SELECT ARRAY(SELECT 'h' || substr(m, 2) FROM unnest(marks) m WHERE m LIKE 'u%')
$of_held$;

-- The stored columns of a table as they are, and how its journal has them: at place i, in the key at
-- place k, of the same type or not; one that is comparable is found by the index of before. "before" and
-- "after" are values of rows that are $1 and $2.
CREATE OR REPLACE FUNCTION understudy.present(of_table oid)
RETURNS TABLE (number int, name text, type text, before text, after text,
  was text, i int, alike boolean, k int, comparable boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $present$
  SELECT a.attnum, a.attname, t.type,
    format('($1).%I::%s', a.attname, t.type), format('($2).%I::%s', a.attname, t.type),
    c.names[p.i], p.i, o.atttypid = t.oid, p.k, h.atttypid = t.oid OR EXISTS (
      SELECT FROM pg_amop e WHERE e.amopmethod = (SELECT m.oid FROM pg_am m WHERE m.amname = 'btree')
        AND e.amoplefttype = h.atttypid AND e.amoprighttype = t.oid AND e.amopstrategy = 3)
  FROM understudy.covered c
  JOIN pg_attribute a ON a.attrelid = c.relation
  CROSS JOIN LATERAL (
    SELECT b, format_type(b, -1) FROM understudy.made_of(a.atttypid) b) t (oid, type)
  CROSS JOIN LATERAL (
    SELECT i, array_position(c.key_columns, c.names[i])
    FROM array_position(c.numbers, a.attnum::int) i) p (i, k)
  LEFT JOIN pg_attribute o
    ON o.attrelid = to_regclass('understudy.journal_' || c.n) AND o.attname = 'o' || p.i
  LEFT JOIN pg_attribute h
    ON h.attrelid = to_regclass('understudy.journal_' || c.n) AND h.attname = 'k' || p.k
  WHERE c.relation = of_table AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
$present$;

-- A statement that does what reread_<n> does with the images of a row, of one side and theirs. What is
-- new in the table is what the migration has made of it. Of another type nothing is known.
CREATE OR REPLACE FUNCTION understudy.moving(of_table oid, images text, side text, is_old text)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $moving$
  SELECT format('UPDATE %s j SET %s migrated = nullif(coalesce(j.migrated, ''{}'') ||'
      ' array_remove(ARRAY[%s]::text[], NULL), ''{}'') WHERE %s',
    images, string_agg(m.moves || ', ', ''), string_agg(m.marks, ', '), is_old)
  FROM understudy.present(of_table) p
  CROSS JOIN LATERAL (SELECT
      format('NOT record_image_eq(ROW(%s), ROW(%s))', p.before, p.after),
      format('%L', CASE WHEN side = 'o' THEN 'm' || p.number ELSE 'v' END)) s (changed, moved)
  CROSS JOIN LATERAL (SELECT
      CASE WHEN p.alike THEN (
        SELECT string_agg(
          format('%1$s = CASE WHEN %2$s AND record_image_eq(ROW(j.%1$s), ROW(%3$s)) THEN %4$s'
            ' ELSE j.%1$s END', one, s.changed, p.before, p.after), ', ')
        FROM unnest(ARRAY[side || p.i, 't' || p.i]) one) END,
      format('CASE WHEN %s THEN %s END', s.changed, CASE
        WHEN p.alike THEN format('CASE WHEN record_image_eq(ROW(j.%s), ROW(%s)) THEN %s ELSE %L END',
          side || p.i, p.before, s.moved, 'u' || p.number)
        WHEN p.i IS NULL THEN s.moved
        ELSE format('%L', 'u' || p.number) END)) m (moves, marks)
$moving$;

-- The same for what is held. What is new in the table was not in it.
CREATE OR REPLACE FUNCTION understudy.moving_held(of_table oid, journal text, is_old text)
RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $moving$
  SELECT format('UPDATE %s j SET %s, settled = j.settled AND NOT j.o_there,'
      ' migrated = nullif(coalesce(j.migrated, ''{}'') || array_remove(ARRAY[%s]::text[], NULL), ''{}'')'
      ' WHERE %s AND j.held_as IS NOT NULL AND (%s)',
    journal,
    string_agg(format('held_as[%1$s] = CASE WHEN %2$s THEN (%3$s)::text ELSE j.held_as[%1$s] END',
      p.number, s.changed || CASE WHEN p.i IS NULL THEN '' ELSE ' AND ' || s.still END, p.after), ', '),
    string_agg(format('CASE WHEN %s AND NOT %s THEN %L END', s.changed, s.still, 'h' || p.number), ', ')
      FILTER (WHERE p.i IS NOT NULL),
    is_old, string_agg(s.changed, ' OR '))
  FROM understudy.present(of_table) p
  CROSS JOIN LATERAL (SELECT
      format('NOT record_image_eq(ROW(%s), ROW(%s))', p.before, p.after),
      format('j.held_as[%s] IS NOT DISTINCT FROM (%s)::text', p.number, p.before)) s (changed, still)
$moving$;

-- Called by the guard before each statement of a migration. Where the table is not as its journal has
-- it, all of it is asked for, and "understudy.reshaped_<n>" has what is to be done with each row; it
-- comes and goes with the transaction. 1: whether the row gets another key. 2: whether the old or
-- the new key has an entry. 3 and 4: move the base, and what is on its way. 5: which entries have no row.
-- 6: the marks of an entry of which nothing is known. 7: finds what is on its way, as reread_<n> does. 8:
-- the key of a row. 9: move what is held. 10: which of it has no row.
CREATE OR REPLACE FUNCTION understudy.reshape(of_table oid) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $reshape$
DECLARE
  root CONSTANT oid := coalesce(pg_partition_root(of_table), of_table);
  place CONSTANT text := chr(1); -- of the row, in is_row
  c understudy.covered;
  shape text;
  stands boolean;
  is_row text;
  journal text;
  todo text[];
BEGIN
  SELECT * INTO c FROM understudy.covered WHERE relation = root AND made IS NOT NULL;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  -- A session looks closely once: scripts of many single statements are to pay little for each.
  SELECT concat_ws(',', c.made,
    string_agg(concat_ws(' ', a.attnum, a.atttypid, a.attname), ',' ORDER BY a.attnum))
  INTO shape
  FROM pg_attribute a
  WHERE a.attrelid = root AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
  IF shape = current_setting('understudy.shape_' || c.n, true)
    AND coalesce(current_setting('understudy.reshaped_' || c.n, true), '') = ''
  THEN
    RETURN;
  END IF;
  SELECT count(*) = cardinality(c.numbers) AND bool_and(p.name IS NOT DISTINCT FROM p.was AND p.alike),
    string_agg(format(CASE WHEN p.comparable THEN 'j.k%1$s = %4$s.%2$I::%3$s'
      ELSE 'j.k%1$s::%3$s = %4$s.%2$I::%3$s' END, p.k, p.name, p.type, place), ' AND ')
      FILTER (WHERE p.k IS NOT NULL),
    ARRAY[
      format('SELECT NOT record_image_eq(ROW(%s), ROW(%s))',
        string_agg(p.before, ', ') FILTER (WHERE p.k IS NOT NULL),
        string_agg(p.after, ', ') FILTER (WHERE p.k IS NOT NULL)),
      NULL, NULL, NULL, NULL, array_agg('u' || p.number)::text,
      format('CREATE INDEX IF NOT EXISTS sent_%1$s_key ON understudy.sent_%1$s (%2$s)', c.n,
        string_agg('k' || p.k, ', ' ORDER BY p.k)),
      format('SELECT ARRAY[%s]', string_agg(p.before || '::text', ', ' ORDER BY p.k)
        FILTER (WHERE p.k IS NOT NULL))]
  INTO stands, is_row, todo
  FROM understudy.present(root) p
  HAVING count(*) > 0;
  IF stands THEN
    PERFORM set_config('understudy.shape_' || c.n, shape, false);
    IF current_setting('understudy.reshaped_' || c.n, true) <> '' THEN
      PERFORM set_config('understudy.reshaped_' || c.n, '', true);
    END IF;
    RETURN;
  END IF;
  INSERT INTO understudy.refresh VALUES (c.n, '{}') ON CONFLICT DO NOTHING;
  -- Without all of its key no entry is found: the statements stay NULL, which is an error to run.
  IF (SELECT count(p.k) FROM understudy.present(root) p) = cardinality(c.key_columns) THEN
    journal := 'understudy.journal_' || c.n;
    todo[2] := format('SELECT EXISTS (SELECT FROM %1$s j WHERE %2$s), EXISTS (SELECT FROM %1$s j'
      ' WHERE %3$s)', journal, replace(is_row, place, '($1)'), replace(is_row, place, '($2)'));
    todo[3] := understudy.moving(
      root, journal, 'o', replace(is_row, place, '($1)') || ' AND j.o_there');
    todo[4] := understudy.moving(
      root, 'understudy.sent_' || c.n, 's', replace(is_row, place, '($1)'));
    todo[5] := format('UPDATE %s j SET migrated = coalesce(j.migrated, ''{}'') || $1 WHERE j.o_there'
      ' AND NOT coalesce(j.migrated, ''{}'') @> $1 AND NOT EXISTS (SELECT FROM %s t WHERE %s)',
      journal, root::regclass, replace(is_row, place, 't'));
    todo[9] := understudy.moving_held(root, journal, replace(is_row, place, '($1)'));
    todo[10] := replace(todo[5], ' WHERE j.o_there ', ' WHERE j.held_as IS NOT NULL ');
  END IF;
  PERFORM set_config('understudy.reshaped_' || c.n, todo::text, true);
END
$reshape$;

-- Of no entry of a table anything is known any more.
CREATE OR REPLACE FUNCTION understudy.forget(of_n int, marks text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $forget$
BEGIN
  EXECUTE format('UPDATE understudy.journal_%s SET migrated = coalesce(migrated, ''{}'') || $1'
    ' WHERE o_there AND NOT coalesce(migrated, ''{}'') @> $1', of_n) USING marks;
  EXECUTE format('UPDATE understudy.journal_%s SET migrated = coalesce(migrated, ''{}'') || $1,'
    ' settled = settled AND NOT o_there'
    ' WHERE held_as IS NOT NULL AND NOT coalesce(migrated, ''{}'') @> $1', of_n)
    USING understudy.of_held(marks);
END
$forget$;

-- In the place of reread_<n>, for an updated row of a table with entries.
CREATE OR REPLACE FUNCTION understudy.reread(of_n int, before record, after record) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp ${pins} AS $reread$
DECLARE
  todo CONSTANT text[] := current_setting('understudy.reshaped_' || of_n)::text[];
  renumbered boolean;
  has_old boolean;
  has_new boolean;
BEGIN
  EXECUTE todo[1] INTO renumbered USING before, after;
  IF renumbered THEN
    PERFORM set_config('understudy.renumbered_' || of_n, 'on', true);
  END IF;
  EXECUTE todo[2] INTO has_old, has_new USING before, after;
  IF renumbered AND (has_old OR has_new) THEN
    RAISE EXCEPTION 'give a row of % another key in the step that changes its columns: a row that has'
        ' or had it was changed in this outage',
        (SELECT name FROM understudy.covered WHERE n = of_n)
      USING ERRCODE = 'object_not_in_prerequisite_state',
            HINT = 'Let the changes return to the primary first, and run the migration then.';
  END IF;
  IF has_old THEN
    EXECUTE todo[3] USING before, after;
    EXECUTE todo[9] USING before, after;
    IF to_regclass('understudy.sent_' || of_n) IS NOT NULL THEN
      EXECUTE todo[7];
      EXECUTE todo[4] USING before, after;
    END IF;
  END IF;
EXCEPTION WHEN data_exception OR syntax_error_or_access_rule_violation THEN
  -- A value of before does not come to the type of now.
  IF renumbered THEN
    RAISE;
  END IF;
  PERFORM understudy.forget(of_n, todo[6]::text[] || 'k'::text);
END
$reread$;

-- In the place of reread_<n>, for an inserted row. Without all of its key it is not known again.
CREATE OR REPLACE FUNCTION understudy.bear(of_n int, after record) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp ${pins} AS $bear$
DECLARE
  todo CONSTANT text[] := current_setting('understudy.reshaped_' || of_n)::text[];
  born text[];
BEGIN
  IF todo[2] IS NOT NULL AND current_setting('understudy.alone', true) IS DISTINCT FROM 'on' THEN
    EXECUTE todo[8] INTO born USING after;
    INSERT INTO understudy.birth VALUES (of_n, born) ON CONFLICT DO NOTHING;
  END IF;
END
$bear$;

-- In the place of passed_<n>.
CREATE OR REPLACE FUNCTION understudy.passed(of_n int, more text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp ${pins} AS $passed$
DECLARE
  todo CONSTANT text[] := current_setting('understudy.reshaped_' || of_n)::text[];
BEGIN
  EXECUTE todo[5] USING todo[6]::text[] || more;
  EXECUTE todo[10] USING understudy.of_held(todo[6]::text[]);
EXCEPTION WHEN data_exception OR syntax_error_or_access_rule_violation THEN
  PERFORM understudy.forget(of_n, todo[6]::text[] || 'k'::text);
END
$passed$;

REVOKE ALL ON FUNCTION understudy.made_of(oid), understudy.of_held(text[]), understudy.present(oid),
  understudy.moving(oid, text, text, text), understudy.moving_held(oid, text, text),
  understudy.reshape(oid), understudy.forget(int, text[]), understudy.reread(int, record, record),
  understudy.bear(int, record), understudy.passed(int, text[]) FROM PUBLIC;
