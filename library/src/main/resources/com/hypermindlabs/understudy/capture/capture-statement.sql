-- key: {key_shape}
-- Whoever writes waits for this, so it does little for one row. Everything is named with its schema,
-- operators too: a search path of the function's own would have to be set and reset each time. And
-- every expression is made ready anew in each transaction: so what is rarely needed stands where it
-- is rarely come to, and nobody asks whether there is a site: the log is kept small without one too.
-- Columns are told from our variables by the names of their tables.
#variable_conflict use_variable
DECLARE
  logged bigint;
  more bigint;
  lowest bigint;
  highest bigint;
BEGIN
{log}
  GET DIAGNOSTICS logged = ROW_COUNT;
  -- The log is kept small after one of some rows in seventeen statements, and of few rows at about one
  -- row in a thousand: each time about twice as many entries may go as have come since the last. A
  -- statement that finds no row has no transaction id, and is to take none for it.
  IF logged OPERATOR(pg_catalog.>=)
    (pg_catalog.txid_current_if_assigned() OPERATOR(pg_catalog.%) 31){or_many}
  THEN
{log_the_rest}
    IF logged OPERATOR(pg_catalog.>=) 500 THEN
      PERFORM {upkeep}(2000 OPERATOR(pg_catalog.+) (2 OPERATOR(pg_catalog.*) logged));
    ELSIF pg_catalog.date_part('microseconds', pg_catalog.clock_timestamp())::bigint
      OPERATOR(pg_catalog.%) (CASE WHEN logged OPERATOR(pg_catalog.<) 32 THEN 47 ELSE 17 END)
      OPERATOR(pg_catalog.=) 0
    THEN
      PERFORM {upkeep}(2000 OPERATOR(pg_catalog.+) (34 OPERATOR(pg_catalog.*) logged));
    END IF;
  END IF;
  RETURN NEW; -- Which is NULL here, as is what a NULL would have to be made ready for.
END
