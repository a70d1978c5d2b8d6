-- Tables that the mirror may have brought rows of, whatever was decided about them since, and whether
-- the trigger is on them.
SELECT format('%I.%I', n.nspname, r.relname) AS name,
  (SELECT oid FROM pg_roles WHERE rolname = current_user)::bigint AS owner,
  EXISTS (
    SELECT FROM pg_trigger t WHERE t.tgrelid = r.oid AND t.tgname = '~understudy_leave_out') AS placed
FROM understudy.covered c
JOIN pg_class r ON r.oid = c.relation
JOIN pg_namespace n ON n.oid = r.relnamespace
WHERE c.state <> 'local'
ORDER BY c.n
