-- The columns of some tables, with the sequence that feeds each.
WITH RECURSIVE made_of (domain, type, modifier) AS (
  SELECT t.oid, t.typbasetype, t.typtypmod FROM pg_type t WHERE t.typtype = 'd'
  UNION ALL
  SELECT m.domain, t.typbasetype, t.typtypmod
  FROM made_of m
  JOIN pg_type t ON t.oid = m.type AND t.typtype = 'd'
)
SELECT a.attrelid::bigint AS oid,
  a.attname AS name,
  format_type(a.atttypid, a.atttypmod) AS type,
  coalesce((
    SELECT format_type(m.type, m.modifier)
    FROM made_of m
    JOIN pg_type t ON t.oid = m.type AND t.typtype <> 'd'
    WHERE m.domain = a.atttypid), format_type(a.atttypid, a.atttypmod)) AS base,
  a.attnum AS number,
  a.attnotnull AS not_null,
  a.attgenerated <> '' AS generated,
  CASE a.attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY_DEFAULT' ELSE 'NONE' END AS identity,
  a.atttypid IN (
    SELECT unnest(ARRAY['int2', 'int4', 'int8', 'bool', 'text', 'varchar', 'bpchar', 'bytea', 'uuid',
      'date', 'timestamp', 'timestamptz', 'time', 'timetz', 'float4', 'float8', 'numeric', 'json',
      'jsonb', 'bit', 'varbit', 'int4[]', 'int8[]', 'text[]', 'float4[]', 'float8[]',
      'uuid[]']::regtype[])) AS binary_safe,
  (
    SELECT format('%I.%I', sn.nspname, s.relname)
    FROM pg_depend d
    JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
    JOIN pg_namespace sn ON sn.oid = s.relnamespace
    WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
      AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')
    UNION
    SELECT format('%I.%I', sn.nspname, s.relname)
    FROM pg_attrdef f
    JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
      AND d.refclassid = 'pg_class'::regclass
    JOIN pg_class s ON s.oid = d.refobjid AND s.relkind = 'S'
    JOIN pg_namespace sn ON sn.oid = s.relnamespace
    WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum
    LIMIT 1
  ) AS sequence
FROM pg_attribute a
WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
