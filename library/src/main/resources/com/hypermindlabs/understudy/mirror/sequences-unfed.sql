-- The application's sequences that belong to no column and are in no default.
SELECT format('%I.%I', n.nspname, c.relname) AS name, c.oid
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'S'
  AND c.relpersistence <> 't'
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'understudy')
  AND NOT EXISTS (
    SELECT FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
  -- All defaults at once: asked for each sequence, a catalog that was never analyzed is read for each.
  AND c.oid NOT IN (
    SELECT d.refobjid FROM pg_depend d
    WHERE d.classid = 'pg_attrdef'::regclass AND d.refclassid = 'pg_class'::regclass)
ORDER BY 1
