-- Remembers the tables as they are called now, with what was decided about each. One that has come since
-- it was decided, and whose maker has covered it, stays as it is.
WITH present (name, relation, state, reason) AS (
  SELECT * FROM unnest(?::text[], ?::oid[], ?::text[], ?::text[])
), renamed AS (
  UPDATE understudy.covered c SET name = p.name, state = p.state, reason = p.reason
  FROM present p
  WHERE c.relation = p.relation AND c.name <> p.name
    AND NOT EXISTS (SELECT FROM present WHERE present.name = c.name)
    AND NOT EXISTS (SELECT FROM understudy.covered other WHERE other.name = p.name)
  RETURNING p.name
)
INSERT INTO understudy.covered AS c (name, state, reason)
SELECT p.name, p.state, p.reason FROM present p
WHERE p.name NOT IN (SELECT renamed.name FROM renamed)
ORDER BY p.name
ON CONFLICT (name) DO UPDATE SET state = excluded.state, reason = excluded.reason
WHERE (c.state, c.reason) IS DISTINCT FROM (excluded.state, excluded.reason)
  AND (excluded.reason IS DISTINCT FROM ? OR c.made IS NULL)
