-- Decides about each row that a migration inserts which ran on the primary before, when the mirror has
-- brought rows of it: one that its table refuses is left out. Not where the application's own rows of an
-- outage alone are in its way: the migration has to know of them. The row is tried first, in the replica
-- role, so that none of the application's triggers sees it twice. References, which that role does not
-- check, are looked up; one to the table itself, or one that may be checked later, may find its row yet.
-- Without a search path of its own: expressions of indexes are evaluated as in the migration.
CREATE OR REPLACE FUNCTION understudy.leave_out() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $leave$
DECLARE
  orphaned text;
  orphan boolean;
  attempt text;
  c record;
  changed boolean := false;
  mirrored text;
  there boolean;
BEGIN
  SELECT string_agg(format('%s AND NOT EXISTS (SELECT FROM %s p WHERE %s)', k.given,
      f.confrelid::regclass, k.met), ' OR ')
  INTO orphaned
  FROM pg_catalog.pg_constraint f
  CROSS JOIN LATERAL (
    SELECT string_agg(format('($1).%I IS NOT NULL', a.attname), ' AND ') AS given,
      string_agg(format('p.%I OPERATOR(%I.%s) ($1).%I', b.attname, n.nspname, o.oprname, a.attname),
        ' AND ') AS met
    FROM unnest(f.conkey, f.confkey, f.conpfeqop) AS u (own, other, op)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = u.own
    JOIN pg_catalog.pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = u.other
    JOIN pg_catalog.pg_operator o ON o.oid = u.op
    JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace) k
  WHERE f.conrelid = TG_RELID AND f.contype = 'f' AND NOT f.condeferrable
    AND f.confrelid <> coalesce(pg_partition_root(TG_RELID), TG_RELID);
  IF orphaned IS NOT NULL THEN
    EXECUTE 'SELECT ' || orphaned INTO orphan USING NEW;
    IF orphan THEN
      RETURN NULL;
    END IF;
  END IF;
  SELECT format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s', TG_RELID::regclass,
      string_agg(format('%I', a.attname), ', '), string_agg(format('($1).%I', a.attname), ', '))
  INTO attempt
  FROM pg_catalog.pg_attribute a
  WHERE a.attrelid = TG_RELID AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
  BEGIN
    PERFORM set_config('understudy.ahead', 'trying', true);
    BEGIN
      PERFORM set_config('session_replication_role', 'replica', true);
    EXCEPTION WHEN insufficient_privilege THEN
      NULL; -- Then no table with triggers of the application's is mirrored.
    END;
    EXECUTE attempt USING NEW;
    RAISE EXCEPTION 'it is taken' USING ERRCODE = 'UNDO0';
  EXCEPTION
    WHEN SQLSTATE 'UNDO0' THEN
      RETURN NEW;
    WHEN foreign_key_violation OR not_null_violation THEN
      RETURN NULL;
    WHEN unique_violation OR exclusion_violation THEN
      NULL;
  END;
  SELECT t.n, t.key_columns AS key, t.names INTO c FROM understudy.covered t
  WHERE t.relation = coalesce(pg_partition_root(TG_RELID), TG_RELID) AND t.made IS NOT NULL;
  IF FOUND THEN
    EXECUTE format('SELECT EXISTS (SELECT FROM understudy.journal_%s)', c.n) INTO changed;
  END IF;
  IF NOT changed THEN
    RETURN NULL;
  END IF;
  -- One of the mirror's has no entry, or had the value before the application changed other columns.
  SELECT string_agg(format('EXISTS (SELECT FROM %s x WHERE %s AND NOT EXISTS (SELECT FROM'
      ' understudy.journal_%s j WHERE %s AND NOT (j.o_there AND %s)))', TG_RELID::regclass, k.met, c.n, (
        SELECT string_agg(format('j.k%s = x.%I', i, c.key[i]), ' AND ')
        FROM generate_subscripts(c.key, 1) i), k.had), ' OR ')
  INTO mirrored
  FROM pg_catalog.pg_index u
  CROSS JOIN LATERAL (
    SELECT string_agg(format('x.%1$I = ($1).%1$I', a.attname), ' AND ') AS met,
      string_agg(CASE WHEN a.attname = ANY (c.names) THEN format('j.o%s = x.%I',
        array_position(c.names, a.attname::text), a.attname) ELSE 'false' END, ' AND ') AS had
    FROM unnest(u.indkey[0:u.indnkeyatts - 1]) AS p (attnum)
    JOIN pg_catalog.pg_attribute a ON a.attrelid = u.indrelid AND a.attnum = p.attnum) k
  WHERE u.indrelid = TG_RELID AND u.indisunique AND u.indexprs IS NULL AND u.indpred IS NULL;
  IF mirrored IS NOT NULL THEN
    EXECUTE 'SELECT ' || mirrored INTO there USING NEW;
    IF there THEN
      RETURN NULL;
    END IF;
  END IF;
  -- By an expression, or among some of the rows: one of those without an entry.
  SELECT string_agg(format('EXISTS (SELECT FROM (SELECT %1$s FROM %2$s x WHERE %3$s AND NOT EXISTS (SELECT'
      ' FROM understudy.journal_%4$s j WHERE %5$s)) a JOIN (SELECT %1$s FROM (SELECT ($1).*) q WHERE %3$s) b'
      ' ON %6$s)', k.terms, TG_RELID::regclass, coalesce(pg_get_expr(u.indpred, u.indrelid), 'true'), c.n, (
        SELECT string_agg(format('j.k%s = x.%I', i, c.key[i]), ' AND ')
        FROM generate_subscripts(c.key, 1) i), k.same), ' OR ')
  INTO mirrored
  FROM pg_catalog.pg_index u
  CROSS JOIN LATERAL (
    SELECT string_agg(format('(%s) AS e%s', pg_get_indexdef(u.indexrelid, i, false), i), ', ') AS terms,
      string_agg(format('a.e%1$s = b.e%1$s', i), ' AND ') AS same
    FROM generate_series(1, u.indnkeyatts::int) i) k
  WHERE u.indrelid = TG_RELID AND u.indisunique
    AND (u.indexprs IS NOT NULL OR u.indpred IS NOT NULL);
  IF mirrored IS NOT NULL THEN
    EXECUTE 'SELECT ' || mirrored INTO there USING NEW;
    IF there THEN
      RETURN NULL;
    END IF;
  END IF;
  RETURN NEW;
END
$leave$;

REVOKE ALL ON FUNCTION understudy.leave_out() FROM PUBLIC
