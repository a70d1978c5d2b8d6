-- Puts the guard on every table and partition that has none. Tables of extensions and our own are
-- not the application's.
DO $guards$
DECLARE
  unguarded regclass;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('understudy.install'));
  FOR unguarded IN
    SELECT c.oid
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p')
      AND c.relpersistence <> 't'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'understudy')
      AND n.nspname NOT LIKE 'pg\_toast%'
      AND pg_has_role(c.relowner, 'USAGE')
      AND NOT EXISTS (
        SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'understudy_guard')
      AND NOT EXISTS (
        SELECT FROM pg_depend d
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.oid
  LOOP
    EXECUTE format(
      'CREATE TRIGGER understudy_guard BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s '
      'FOR EACH STATEMENT EXECUTE FUNCTION understudy.guard()', unguarded);
  END LOOP;
END
$guards$
