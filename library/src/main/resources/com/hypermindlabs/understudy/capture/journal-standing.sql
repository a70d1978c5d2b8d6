-- Our triggers that stand on the application's tables and are no clones of a root's, with what they
-- were told. A trigger that somebody disabled, on a partition alone too, does not stand.
WITH ours AS MATERIALIZED (
  SELECT t.*,
    CASE WHEN t.tgname LIKE '!understudy\_unseen\_%' THEN 'A' ELSE 'O' END AS fires
  FROM pg_trigger t
  WHERE t.tgname = 'understudy_guard' OR t.tgname LIKE '!understudy\_%'
)
SELECT t.tgrelid::bigint AS relation, t.tgname AS name,
  CASE WHEN t.tgnargs = 0 THEN NULL
    ELSE convert_from(substring(t.tgargs FROM 1 FOR length(t.tgargs) - 1),
      current_setting('server_encoding')) END AS argument
FROM ours t
WHERE t.tgrelid = ANY (?)
  AND t.tgparentid = 0
  AND t.tgenabled = t.fires
  AND NOT EXISTS (
    SELECT FROM ours clone
    WHERE clone.tgname = t.tgname AND clone.tgparentid <> 0 AND clone.tgenabled <> clone.fires)
