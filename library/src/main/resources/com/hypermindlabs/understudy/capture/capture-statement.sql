-- key: {key_shape}
-- Of each expression here every transaction pays the making ready, so there are few on the way of one
-- inserted row, and what is rarely true is asked last.
DECLARE
  logged bigint;
  more bigint;
  lowest bigint;
  highest bigint;
BEGIN
  IF coalesce(pg_sequence_last_value({watch_literal}::regclass), 1) % 2 = 1 THEN
    -- Nobody reads the log.
    logged := 0;
{when_columns_are_missing}
  ELSIF TG_OP = 'INSERT' THEN
{log_new_rows}
  ELSIF TG_OP = 'DELETE' THEN
{log_old_rows}
  ELSIF TG_OP = 'UPDATE' THEN
    INSERT INTO {change} (xid, rel, key)
    SELECT pg_current_xact_id(), {rel}, ARRAY[{key_of_r}]
    FROM (
      SELECT {key_columns} FROM new_rows n{aliases}
      UNION SELECT {key_columns} FROM old_rows o{aliases}) r;
    GET DIAGNOSTICS logged = ROW_COUNT;
  ELSE
    INSERT INTO {change} (xid, rel, key) VALUES (pg_current_xact_id(), {rel}, NULL);
    logged := 1;
  END IF;
  -- The log is kept small after a large statement, at one of some rows in seventeen, and else at one in
  -- a thousand: each time twice as many entries may go as have come since the last. A statement that
  -- finds no row is to take no transaction id for it.
  IF logged >= 32
    OR txid_current_if_assigned() % 7 = 0
      AND date_part('microseconds', clock_timestamp())::bigint % 149 = 0
  THEN
{log_many_rows}
    IF logged >= 500 THEN
      PERFORM {upkeep}(2000 + 2 * logged);
    ELSIF logged < 32 OR date_part('microseconds', clock_timestamp())::bigint % 17 = 0 THEN
      PERFORM {upkeep}(2000 + 34 * logged);
    END IF;
  END IF;
  RETURN NULL;
END
