-- Takes the names off the tables that are called otherwise now: they may have exchanged them, or
-- another table may have one. A name stays with what has it and goes nowhere, and with what wants
-- such a name: there a table was made anew.
WITH RECURSIVE present (name, relation) AS (
  SELECT * FROM unnest(?::text[], ?::oid[])
), moves AS (
  SELECT c.n, c.name AS name_before, p.name FROM understudy.covered c
  JOIN present p ON p.relation = c.relation AND p.name <> c.name
), staying (n, name) AS (
  SELECT c.n, c.name FROM understudy.covered c WHERE c.n NOT IN (SELECT m.n FROM moves m)
  UNION
  SELECT m.n, m.name_before FROM moves m JOIN staying s ON s.name = m.name
)
UPDATE understudy.covered c SET name = '#' || c.n
WHERE c.n IN (SELECT m.n FROM moves m) AND c.n NOT IN (SELECT s.n FROM staying s)
