-- Our triggers that stand on the application's tables and are no clones of a root's, with what they
-- were told. A trigger that somebody disabled does not stand.
SELECT t.tgrelid::bigint AS relation, t.tgname AS name,
  CASE WHEN t.tgnargs = 0 THEN NULL
    ELSE convert_from(substring(t.tgargs FROM 1 FOR length(t.tgargs) - 1),
      current_setting('server_encoding')) END AS argument
FROM pg_trigger t
WHERE t.tgrelid = ANY (?)
  AND t.tgparentid = 0
  AND t.tgenabled = 'O'
  AND (t.tgname = 'understudy_guard' OR t.tgname LIKE '!understudy\_%')
