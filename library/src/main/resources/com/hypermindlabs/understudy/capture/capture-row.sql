-- key: {key_shape}
BEGIN
  IF TG_OP = 'TRUNCATE' OR {columns_missing} THEN
    INSERT INTO {recent} (xid, rel, key) VALUES (pg_current_xact_id(), {rel}, NULL);
  ELSE
    IF TG_OP <> 'DELETE' THEN
      INSERT INTO {recent} (xid, rel, key)
      VALUES (pg_current_xact_id(), {rel}, ARRAY[{key_of_new}]);
    END IF;
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND ({old_columns}) IS DISTINCT FROM ({new_columns})) THEN
      INSERT INTO {recent} (xid, rel, key)
      VALUES (pg_current_xact_id(), {rel}, ARRAY[{key_of_old}]);
    END IF;
  END IF;
  -- At one row in a thousand; see the function of plain tables.
  IF date_part('microseconds', statement_timestamp())::bigint % 7 = 0
      AND date_part('microseconds', clock_timestamp())::bigint % 149 = 0 THEN
    PERFORM {upkeep}(4000);
  END IF;
  RETURN NULL;
END
