-- key: {key_shape}
DECLARE
  logged bigint;
  more bigint;
  lowest bigint;
  highest bigint;
BEGIN
  IF coalesce(pg_sequence_last_value({watch_literal}::regclass), 1) % 2 = 1 THEN
    -- Nobody reads the log.
    logged := 0;
  ELSIF TG_OP = 'TRUNCATE' OR {columns_missing} THEN
    INSERT INTO {change} (xid, rel, key) VALUES (pg_current_xact_id(), {rel}, NULL);
    logged := 1;
  ELSE
    IF TG_OP = 'INSERT' THEN
{log_new_rows}
    ELSIF TG_OP = 'DELETE' THEN
{log_old_rows}
    ELSE
      INSERT INTO {change} (xid, rel, key)
      SELECT pg_current_xact_id(), {rel}, ARRAY[{key_of_r}]
      FROM (
        SELECT {key_columns} FROM new_rows n{aliases}
        UNION SELECT {key_columns} FROM old_rows o{aliases}) r;
      GET DIAGNOSTICS logged = ROW_COUNT;
    END IF;
  END IF;
  -- After a large statement, and else at one statement in a thousand.
  IF logged >= 500 OR date_part('microseconds', clock_timestamp())::bigint % 1021 = 0 THEN
    PERFORM {upkeep}(2000 + 2 * logged);
  END IF;
  RETURN NULL;
END
