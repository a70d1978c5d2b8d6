-- Runs on the primary inside a round, for one table. Each attempt draws at least a key for each row
-- that has none yet, and twice as many as the one before: a sequence may be far behind the keys that
-- rows came with.
DECLARE
  due bigint;
BEGIN
  FOR attempt IN 0..17 LOOP
    SELECT count(*) INTO due FROM /* due */;
    EXIT WHEN due = 0;
    WITH drawn AS MATERIALIZED (
      SELECT /* one */ AS key FROM generate_series(1, greatest(due, 2 ^ attempt)::bigint)
    ), free AS (
      SELECT d.key, row_number() OVER (ORDER BY d.key) AS place
      FROM (SELECT DISTINCT key FROM drawn) d
      WHERE NOT EXISTS (SELECT FROM /* there */) AND NOT EXISTS (SELECT FROM /* here */)
    ), nameless AS (
      SELECT s.f_key, row_number() OVER (ORDER BY s.r) AS place FROM /* due */
    )
    /* insert */ n.f_key, ARRAY[f.key::text] FROM nameless n JOIN free f USING (place);
  END LOOP;
END
