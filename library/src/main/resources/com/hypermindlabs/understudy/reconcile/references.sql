-- The foreign keys to some tables and to their partitions, of whatever table, as the catalog has
-- them now: a table that only this server has may have one. Those that PostgreSQL makes of one for
-- partitions are left out.
WITH RECURSIVE target AS (
  SELECT r.name, to_regclass(r.name)::oid AS oid, false AS alone FROM unnest(?::text[]) AS r (name)
  UNION ALL
  SELECT t.name, i.inhrelid, true
  FROM target t
  JOIN pg_inherits i ON i.inhparent = t.oid
  JOIN pg_class p ON p.oid = i.inhrelid AND p.relispartition
)
SELECT
  x.conname AS name,
  t.name AS target,
  CASE WHEN t.alone THEN t.oid::bigint END AS partition,
  n.nspname AS child_schema,
  c.relname AS child_name,
  c.relkind = 'p' AS partitioned,
  rn.nspname AS root_schema,
  r.relname AS root_name,
  ARRAY(SELECT a.attname::text
    FROM unnest(x.conkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute a ON a.attrelid = x.conrelid AND a.attnum = k.attnum
    ORDER BY k.position) AS columns,
  ARRAY(SELECT a.attname::text
    FROM unnest(x.confkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute a ON a.attrelid = x.confrelid AND a.attnum = k.attnum
    ORDER BY k.position) AS target_columns,
  -- How a value of the target is compared with one that refers to it, as the server does it.
  ARRAY(SELECT
      CASE WHEN p.attcollation <> f.attcollation AND p.attcollation <> 0
        THEN (SELECT format(' COLLATE %I.%I', ln.nspname, l.collname)
          FROM pg_collation l JOIN pg_namespace ln ON ln.oid = l.collnamespace
          WHERE l.oid = p.attcollation)
        ELSE '' END
      || format(' OPERATOR(%I.%s) ', opn.nspname, op.oprname)
    FROM unnest(x.conkey, x.confkey, x.conpfeqop) WITH ORDINALITY AS k (own, its, operator, position)
    JOIN pg_attribute f ON f.attrelid = x.conrelid AND f.attnum = k.own
    JOIN pg_attribute p ON p.attrelid = x.confrelid AND p.attnum = k.its
    JOIN pg_operator op ON op.oid = k.operator
    JOIN pg_namespace opn ON opn.oid = op.oprnamespace
    ORDER BY k.position) AS comparisons,
  x.confdeltype::text AS on_delete,
  x.confupdtype::text AS on_update,
  x.condeferrable AS deferrable,
  has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
    AND NOT row_security_active(c.oid) AS readable
FROM target t
JOIN pg_constraint x ON x.confrelid = t.oid AND x.contype = 'f' AND x.conparentid = 0
JOIN pg_class c ON c.oid = x.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class r ON r.oid = coalesce(pg_partition_root(c.oid), c.oid)
JOIN pg_namespace rn ON rn.oid = r.relnamespace
ORDER BY x.oid
