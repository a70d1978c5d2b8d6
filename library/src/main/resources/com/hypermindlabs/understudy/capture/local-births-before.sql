-- Which tables have a journal before the migrations of a start; kept until what these have made is
-- noted, so that a start that ends in between leaves nothing out.
CREATE TABLE IF NOT EXISTS understudy.journals_before (n int[] NOT NULL);
INSERT INTO understudy.journals_before
SELECT coalesce(array_agg(c.n), '{}') FROM understudy.covered c
WHERE c.made IS NOT NULL
HAVING NOT EXISTS (SELECT FROM understudy.journals_before);
