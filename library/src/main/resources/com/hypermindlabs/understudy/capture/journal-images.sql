-- The types of images: a domain is what it is made of, and no modifiers.
WITH RECURSIVE base (attrelid, attnum, oid) AS (
  SELECT a.attrelid, a.attnum, a.atttypid
  FROM pg_attribute a
  WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
  UNION ALL
  SELECT b.attrelid, b.attnum, t.typbasetype
  FROM base b
  JOIN pg_type t ON t.oid = b.oid AND t.typtype = 'd'
)
SELECT b.attrelid::bigint AS relation, b.attnum::int AS number, format_type(b.oid, -1) AS type
FROM base b
JOIN pg_type t ON t.oid = b.oid AND t.typtype <> 'd'
ORDER BY b.attrelid, b.attnum
