      INSERT INTO {change} (xid, rel, key)
      SELECT pg_current_xact_id(), {rel}, ARRAY[{key_of_r}] FROM {rows} r{aliases} LIMIT 32;
      GET DIAGNOSTICS logged = ROW_COUNT;
      IF logged = 32 THEN
        -- A large statement: entries of their own for all keys would take most of its time.
{log_many_rows}
      END IF;
