-- What of the capture is there: our triggers, with the text of the functions that they call.
SELECT t.tgrelid::bigint AS rel, t.tgname AS name, t.tgenabled = 'A' AS always, p.prosrc AS source
FROM pg_trigger t
JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname LIKE 'understudy\_%'
