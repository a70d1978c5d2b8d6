-- The unique indexes of one table that are checked at once, beside its primary key. Their
-- expressions are written with the table's own column names.
SELECT
  ARRAY(
    SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) k
    ORDER BY k
  ) AS keys,
  pg_get_expr(i.indpred, i.indrelid) AS predicate,
  ARRAY(
    SELECT a.attname::text
    FROM pg_attribute a
    LEFT JOIN unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k (number, place)
      ON k.number = a.attnum
    WHERE a.attrelid = i.indrelid AND a.attnum > 0
      AND (k.number IS NOT NULL OR EXISTS (
        SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
          AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid
          AND d.refobjsubid = a.attnum
          AND NOT a.attnum = ANY (i.indkey[i.indnkeyatts:])))
    ORDER BY k.place NULLS LAST, a.attnum
  ) AS columns,
  -- Known from version 15 on.
  coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS nulls_equal
FROM pg_index i
WHERE i.indrelid = ?::bigint::oid
  AND i.indisunique AND NOT i.indisprimary AND i.indimmediate
ORDER BY i.indexrelid
