-- Those that this role may refresh, in the order in which they were made: one that reads another is
-- younger. Whether it can be refreshed beside its readers, and whether the application needs the right.
SELECT
  format('%I.%I', n.nspname, c.relname),
  c.relispopulated AND EXISTS (
    SELECT FROM pg_index i
    WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
      AND i.indexprs IS NULL),
  c.relowner <> a.oid
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_roles a ON a.rolname = ?
WHERE c.relkind = 'm' AND pg_has_role(c.relowner, 'USAGE')
ORDER BY c.oid
