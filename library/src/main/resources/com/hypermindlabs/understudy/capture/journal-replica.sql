-- The application's triggers that fire in the replica role, as the mirror writes.
SELECT t.tgrelid::bigint AS relation, t.tgname AS name, t.tgenabled = 'A' AS always
FROM pg_trigger t
WHERE t.tgrelid = ANY (?)
  AND t.tgenabled IN ('A', 'R')
  AND NOT t.tgisinternal
  AND t.tgname NOT LIKE 'understudy\_%' AND t.tgname NOT LIKE '!understudy\_%'
ORDER BY t.tgrelid, t.tgname
