-- Runs on the primary inside a round, for one table. Each attempt draws at least a key for each row
-- that has none yet, and twice as many as the one before: a sequence may be far behind the keys that
-- rows came with.
DECLARE
  due bigint;
  one text := /* expression */;
  drawn /* type */[];
BEGIN
  FOR attempt IN 0..17 LOOP
    SELECT count(*) INTO due FROM /* due */;
    EXIT WHEN due = 0;
    EXECUTE format(
      'SELECT array_agg(DISTINCT (%s)::/* type */) FROM generate_series(1, %s)',
      one, greatest(due, 1 << attempt)) INTO drawn;
    WITH free AS (
      SELECT d.key, row_number() OVER (ORDER BY d.key) AS place
      FROM unnest(drawn) d (key)
      WHERE NOT EXISTS (SELECT FROM /* there */) AND NOT EXISTS (SELECT FROM /* here */)
    ), nameless AS (
      SELECT s.f_key, row_number() OVER (ORDER BY s.r) AS place FROM /* due */
    )
    /* insert */ n.f_key, ARRAY[f.key::text] FROM nameless n JOIN free f USING (place);
  END LOOP;
END
