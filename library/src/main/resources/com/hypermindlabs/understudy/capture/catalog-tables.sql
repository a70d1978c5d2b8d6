-- The application's tables, and why one of them cannot be protected by itself. Where ours are among
-- them, they are those called so beside a change log: another one that is called alike is no more ours
-- than the guards take it to be.
WITH application AS (
  SELECT c.*, n.nspname
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p')
    AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'understudy')
    AND n.nspname NOT LIKE 'pg\_%'
    AND NOT (
      c.relname IN ('understudy_recent', 'understudy_change', 'understudy_site', 'understudy_round',
        'understudy_alias', 'understudy_ledger', 'understudy_outcome')
      AND EXISTS (
        SELECT FROM pg_class l
        JOIN pg_attribute a ON a.attrelid = l.oid AND a.attname = 'rel' AND a.atttypid = 'oid'::regtype
        WHERE l.relnamespace = c.relnamespace AND l.relname = 'understudy_change'))
    AND NOT EXISTS (
      SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
),
user_trigger AS (
  SELECT t.tgrelid FROM pg_trigger t
  WHERE NOT t.tgisinternal
    AND t.tgname NOT LIKE 'understudy\_%' AND t.tgname NOT LIKE '!understudy\_%'
    AND t.tgname NOT LIKE '~understudy\_%'
),
-- Types whose equality is identity, so that a key has one spelling.
plain_type (oid) AS (
  SELECT unnest(ARRAY['int2', 'int4', 'int8', 'oid', 'bool', 'text', 'varchar', 'bpchar', 'name',
    'uuid', 'bytea', 'date', 'timestamp', 'timestamptz', 'time', 'timetz', 'inet', 'cidr',
    'macaddr', 'macaddr8', 'bit', 'varbit', 'money', 'pg_lsn', 'xid8']::regtype[])::oid
)
SELECT c.oid::bigint AS oid,
  c.nspname AS schema,
  c.relname AS name,
  c.relfilenode::bigint AS file_node,
  CASE WHEN c.relispartition THEN 'PARTITION' WHEN c.relkind = 'p' THEN 'PARTITIONED' ELSE 'PLAIN' END
    AS kind,
  parent_schema.nspname AS parent_schema,
  parent.relname AS parent_name,
  pg_has_role(c.relowner, 'USAGE') AS owned,
  row_security_active(c.oid) AS bound,
  EXISTS (SELECT FROM pg_constraint x WHERE x.contype = 'x' AND x.conrelid = c.oid)
    OR c.relkind = 'p' AND EXISTS (
      SELECT FROM pg_partition_tree(c.oid) p
      JOIN pg_constraint x ON x.contype = 'x' AND x.conrelid = p.relid) AS exclusions,
  EXISTS (SELECT FROM user_trigger t WHERE t.tgrelid = c.oid)
    OR c.relkind = 'p' AND EXISTS (
      SELECT FROM pg_partition_tree(c.oid) p
      JOIN user_trigger t ON t.tgrelid = p.relid) AS user_triggers,
  CASE
    WHEN c.relpersistence = 'u' THEN 'it is unlogged: a crash empties it'
    WHEN pk.conkey IS NULL THEN 'it has no primary key'
    WHEN EXISTS (
      SELECT FROM pg_attribute a
      JOIN pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_collation l ON l.oid = a.attcollation
      WHERE a.attrelid = c.oid AND a.attnum = ANY (pk.conkey)
        AND (NOT l.collisdeterministic
          OR (t.typtype <> 'e'
            AND CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
              NOT IN (SELECT p.oid FROM plain_type p))))
      THEN 'its primary key has a type or collation in which different values are equal'
    WHEN pk.condeferrable THEN
      'its primary key is deferrable: while it is not checked, a row cannot be told by it'
    WHEN EXISTS (
      SELECT FROM pg_rewrite r
      WHERE r.ev_class = c.oid AND r.ev_type IN ('2', '3', '4') AND r.ev_enabled <> 'D')
      THEN 'a rule turns what is written to it into something else'
    WHEN w.entries > 1651 THEN 'it has too many columns to be merged: 235 are the most'
    WHEN w.bytes > 7900 THEN 'its columns of fixed size are too wide together to be merged'
    WHEN NOT c.relispartition AND NOT (
        has_schema_privilege(c.relnamespace, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'))
      THEN 'our role may not read it'
    WHEN NOT has_database_privilege(current_database(), 'TEMPORARY')
      THEN 'our role may make no temporary tables, without which nothing is handed back'
    WHEN row_security_active(c.oid) THEN 'row level security hides rows of it from this role'
    WHEN EXISTS (SELECT FROM pg_subscription_rel s WHERE s.srrelid = c.oid)
      THEN 'a subscription writes to it, which fires no statement trigger'
    WHEN NOT c.relispartition AND EXISTS (
      SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid OR (i.inhparent = c.oid AND c.relkind = 'r'))
      THEN 'it inherits from another table or another one from it'
  END AS unfit,
  coalesce((
    SELECT array_agg(a.attname::text ORDER BY k.position)
    FROM unnest(pk.conkey) WITH ORDINALITY AS k (attnum, position)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum), '{}') AS key,
  md5(concat_ws('|', c.oid, c.relfilenode, c.relpersistence, c.relrowsecurity, pk.conkey,
    parent.oid,
    (SELECT string_agg(concat_ws(',', a.attnum, a.attname, a.atttypid, a.atttypmod, a.attnotnull,
        a.attgenerated, a.attidentity, a.atthasdef), ';' ORDER BY a.attnum)
      FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT string_agg(concat_ws(',', t.oid, t.tgenabled, t.xmin), ';' ORDER BY t.oid)
      FROM pg_trigger t WHERE t.tgrelid = c.oid),
    CASE WHEN c.relkind = 'p' THEN (
      SELECT string_agg(concat_ws(',', leaf.oid, leaf.relfilenode), ';' ORDER BY leaf.oid)
      FROM pg_partition_tree(c.oid) tree JOIN pg_class leaf ON leaf.oid = tree.relid) END))
    AS fingerprint
FROM application c
LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_class parent ON parent.oid = i.inhparent
LEFT JOIN pg_namespace parent_schema ON parent_schema.oid = parent.relnamespace
LEFT JOIN pg_constraint pk ON pk.conrelid = c.oid AND pk.contype = 'p'
-- A round's longest list has each column seven times, the key and 13 more, and no list has more
-- than 1664; its widest row has each column three times, the key and some 250 bytes, and no row has
-- more than 8160 on its page. What has no fixed size can mostly be kept apart from the row.
CROSS JOIN LATERAL (
  SELECT 7 * count(*) + coalesce(cardinality(pk.conkey), 0) AS entries,
    3 * sum(CASE WHEN a.attlen > 0 THEN (a.attlen + 7) / 8 * 8 ELSE 0 END)
      + 24 * coalesce(cardinality(pk.conkey), 0) AS bytes
  FROM pg_attribute a
  WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') w
ORDER BY c.nspname, c.relname
