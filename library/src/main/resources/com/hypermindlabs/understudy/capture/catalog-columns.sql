-- The columns of some tables, with the sequence that feeds each.
WITH RECURSIVE made_of (domain, type, modifier) AS (
  SELECT t.oid, t.typbasetype, t.typtypmod FROM pg_type t WHERE t.typtype = 'd'
  UNION ALL
  SELECT m.domain, t.typbasetype, t.typtypmod
  FROM made_of m
  JOIN pg_type t ON t.oid = m.type AND t.typtype = 'd'
),
-- A type of an extension may have an equality of its own, in a schema that nobody looks into.
equality (type, operator) AS (
  SELECT DISTINCT ON (o.opcintype) o.opcintype, format('OPERATOR(%I.%s)', n.nspname, p.oprname)
  FROM pg_opclass o
  JOIN pg_amop s ON s.amopfamily = o.opcfamily
    AND s.amoplefttype = o.opcintype AND s.amoprighttype = o.opcintype
  JOIN pg_am m ON m.oid = o.opcmethod
    AND (m.amname, s.amopstrategy) IN (('btree', 3), ('hash', 1))
  JOIN pg_operator p ON p.oid = s.amopopr
  JOIN pg_namespace n ON n.oid = p.oprnamespace
  WHERE o.opcdefault
  ORDER BY o.opcintype, m.amname
),
-- Those that use another type's, as varchar does text's.
alike (type) AS (
  SELECT k.castsource FROM pg_cast k JOIN equality e ON e.type = k.casttarget
  WHERE k.castmethod = 'b' AND k.castcontext = 'i'
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
    -- A column may have been given another sequence than the one that still belongs to it.
    SELECT format('%I.%I', sn.nspname, s.relname)
    FROM (
      SELECT d.refobjid, 1
      FROM pg_attrdef f
      JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
        AND d.refclassid = 'pg_class'::regclass
      WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum
      UNION ALL
      SELECT d.objid, 2
      FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass
        AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype IN ('a', 'i')
    ) fed (relation, preference)
    JOIN pg_class s ON s.oid = fed.relation AND s.relkind = 'S'
    JOIN pg_namespace sn ON sn.oid = s.relnamespace
    ORDER BY fed.preference, s.oid
    LIMIT 1
  ) AS sequence,
  coalesce(
    e.operator,
    -- Arrays are compared by their elements.
    CASE WHEN b.typtype IN ('e', 'c', 'r', 'm') OR b.oid IN (SELECT l.type FROM alike l)
        OR (b.typcategory = 'A' AND (
          i.typtype <> 'b' OR ie.type IS NOT NULL OR i.oid IN (SELECT l.type FROM alike l)))
      THEN 'OPERATOR(pg_catalog.=)' END) AS equality
FROM pg_attribute a
JOIN pg_type b ON b.oid = coalesce((
  SELECT m.type FROM made_of m JOIN pg_type t ON t.oid = m.type AND t.typtype <> 'd'
  WHERE m.domain = a.atttypid), a.atttypid)
LEFT JOIN equality e ON e.type = b.oid
LEFT JOIN pg_type i ON i.oid = b.typelem
LEFT JOIN equality ie ON ie.type = i.oid
WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
