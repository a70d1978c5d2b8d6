-- The unique indexes of one table that are checked at once, beside its primary key, and those that
-- one of its partitions has by itself. Their expressions are written with the table's own column
-- names. A round carries no column that is computed: in its place stands what it is computed by.
WITH root (oid) AS (SELECT ?::bigint::oid),
relation AS (
  SELECT r.oid, false AS part FROM root r
  UNION ALL
  SELECT p.relid, true
  FROM root r, pg_partition_tree(r.oid::regclass) p
  WHERE p.relid <> r.oid
), computed AS (
  SELECT d.adrelid AS relation, d.adnum AS number, pg_get_expr(d.adbin, d.adrelid) AS expression,
    -- Up to version 14 the column itself depends on those that it is made of.
    ARRAY(SELECT e.refobjsubid
      FROM pg_depend e
      WHERE e.refclassid = 'pg_class'::regclass AND e.refobjid = d.adrelid
        AND e.refobjsubid NOT IN (0, d.adnum)
        AND ((e.classid = 'pg_attrdef'::regclass AND e.objid = d.oid)
          OR (e.classid = 'pg_class'::regclass AND e.objid = d.adrelid AND e.objsubid = d.adnum)))
      AS sources
  FROM pg_attribute a
  JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attgenerated <> '' AND a.attrelid IN (SELECT r.oid FROM relation r)
)
SELECT
  ARRAY(
    SELECT coalesce('(' || g.expression || ')', pg_get_indexdef(i.indexrelid, k.place::int, true))
      || coalesce((
        SELECT format(' COLLATE %I.%I', n.nspname, c.collname)
        FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
        WHERE c.oid = i.indcollation[k.place::int - 1]), '')
    FROM unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k (number, place)
    LEFT JOIN computed g ON g.relation = i.indrelid AND g.number = k.number
    ORDER BY k.place
  ) AS keys,
  pg_get_expr(i.indpred, i.indrelid) AS predicate,
  ARRAY(
    SELECT a.attname::text
    FROM pg_attribute a
    LEFT JOIN unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k (number, place)
      ON k.number = a.attnum
    WHERE a.attrelid = i.indrelid AND a.attnum > 0
      AND (k.number IS NOT NULL AND a.attgenerated = ''
        OR k.number IS NULL AND EXISTS (
          SELECT FROM pg_depend d
          WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
            AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid
            AND d.refobjsubid = a.attnum
            AND NOT a.attnum = ANY (i.indkey[i.indnkeyatts:]))
        OR EXISTS (
          SELECT FROM computed g
          WHERE g.relation = i.indrelid AND a.attnum = ANY (g.sources)
            AND g.number = ANY (i.indkey[0:i.indnkeyatts - 1])))
    ORDER BY k.place NULLS LAST, a.attnum
  ) AS columns,
  -- Known from version 15 on.
  coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_equal
FROM relation r
JOIN pg_index i ON i.indrelid = r.oid
WHERE i.indisunique AND NOT i.indisprimary AND i.indimmediate
  -- A partition's part of an index of the whole table is that index.
  AND (NOT r.part OR NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid))
ORDER BY i.indexrelid
