-- The fallback's tables with row level security, and what it does to the application. There is one
-- beside the owner in a cluster of our own only, where whatever the owner makes is granted to it.
SELECT c.oid::bigint AS relation,
  c.relforcerowsecurity AS forced,
  EXISTS (
    SELECT FROM pg_policy p
    WHERE p.polrelid = c.oid AND p.polname = 'understudy_unbound') AS unbound,
  EXISTS (
    SELECT FROM pg_policy p
    WHERE p.polrelid = c.oid AND NOT p.polpermissive
      AND (0 = ANY (p.polroles) OR p.polroles && application.oids)) AS restricted,
  application.names
FROM pg_class c
CROSS JOIN (
  SELECT array_agg(r.oid) AS oids, array_agg(r.rolname::text ORDER BY r.rolname) AS names
  FROM pg_roles r
  WHERE current_user = 'understudy_owner' AND r.rolname <> current_user
    AND EXISTS (
      SELECT FROM pg_default_acl d, aclexplode(d.defaclacl) a
      WHERE d.defaclrole = current_user::regrole AND d.defaclobjtype = 'r' AND a.grantee = r.oid)
  HAVING count(*) > 0) AS application
WHERE c.oid = ANY (?) AND c.relrowsecurity
