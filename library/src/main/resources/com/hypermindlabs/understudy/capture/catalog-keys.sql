-- Foreign keys, and unique constraints and indexes beside the primary key: the root of partitions has
-- those of its partitions too, where its rows are written; a foreign key that a partition has by itself,
-- for rows of that partition.
SELECT 'foreign' AS sort,
  o.oid::bigint AS oid,
  x.conname AS name,
  (SELECT array_agg(a.attname::text ORDER BY k.position)
    FROM unnest(x.conkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute a ON a.attrelid = x.conrelid AND a.attnum = k.attnum) AS columns,
  n.nspname AS target_schema,
  t.relname AS target_name,
  (SELECT array_agg(a.attname::text ORDER BY k.position)
    FROM unnest(x.confkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute a ON a.attrelid = x.confrelid AND a.attnum = k.attnum) AS target_columns,
  x.confdeltype::text AS on_delete,
  x.confupdtype::text AS on_update,
  x.condeferrable AS deferrable,
  o.within
FROM pg_constraint x
JOIN pg_class t ON t.oid = x.confrelid
JOIN pg_namespace n ON n.oid = t.relnamespace
CROSS JOIN LATERAL (
  SELECT x.conrelid, NULL::text
  UNION ALL
  SELECT pg_partition_root(c.oid), pg_get_partition_constraintdef(c.oid)
  FROM pg_class c
  WHERE c.oid = x.conrelid AND c.relispartition AND x.conparentid = 0) o (oid, within)
WHERE x.contype = 'f' AND x.conrelid = ANY (?)
UNION ALL
SELECT 'unique',
  holder.oid::bigint,
  c.relname,
  (SELECT coalesce(array_agg(a.attname::text ORDER BY k.position), '{}')
    FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE i.indexprs IS NULL AND k.position <= i.indnkeyatts),
  NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
CROSS JOIN LATERAL (
  SELECT i.indrelid
  UNION
  SELECT pg_partition_root(i.indrelid)
  WHERE NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhrelid = i.indexrelid)) AS holder (oid)
WHERE i.indisunique AND NOT i.indisprimary AND holder.oid = ANY (?)
ORDER BY 2, 3
