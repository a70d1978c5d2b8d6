-- The fallback's side of a round, made as the owner, any number of times.

SELECT pg_advisory_xact_lock(hashtext('understudy.install'));

CREATE SEQUENCE IF NOT EXISTS understudy.sent_number;

-- A round is open until it is known that the primary has it; then it is done, and settled as far as
-- no writer holds the journal's entries. At most one is open.
CREATE TABLE IF NOT EXISTS understudy.round (
  id uuid PRIMARY KEY,
  epoch bigint NOT NULL,
  done boolean NOT NULL DEFAULT false
);

CREATE UNIQUE INDEX IF NOT EXISTS round_open ON understudy.round ((true)) WHERE NOT done;

-- What rows were sent with: the table sent_<number> has the names of these columns' values.
CREATE TABLE IF NOT EXISTS understudy.sent (
  n integer PRIMARY KEY,
  form text NOT NULL
);
