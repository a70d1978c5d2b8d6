-- Default rights reach every schema: nobody but the owner has any in ours.
DO $close$
DECLARE
  stranger text;
BEGIN
  FOR stranger IN
    SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END
    FROM (
      SELECT nspacl FROM pg_namespace WHERE nspname = 'understudy'
      UNION ALL
      SELECT relacl FROM pg_class WHERE relnamespace = 'understudy'::regnamespace
      UNION ALL
      SELECT proacl FROM pg_proc WHERE pronamespace = 'understudy'::regnamespace
    ) AS rights (acl),
    LATERAL aclexplode(rights.acl) a
    WHERE a.grantee <> (SELECT nspowner FROM pg_namespace WHERE nspname = 'understudy')
      AND a.grantee <> (SELECT oid FROM pg_roles WHERE rolname = current_user)
  LOOP
    EXECUTE format('REVOKE ALL ON SCHEMA understudy FROM %s', stranger);
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA understudy FROM %s', stranger);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA understudy FROM %s', stranger);
    EXECUTE format('REVOKE ALL ON ALL ROUTINES IN SCHEMA understudy FROM %s', stranger);
  END LOOP;
END
$close$
