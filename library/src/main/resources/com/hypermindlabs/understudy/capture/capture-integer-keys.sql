      SELECT count(*), min(r.{key_column}), max(r.{key_column}) INTO more, lowest, highest
      FROM {rows} r{aliases};
      IF highest::numeric - lowest < 2 * more THEN
        -- Integers that lie close together: one entry names all from the lowest to the highest.
        INSERT INTO {change} (xid, rel, key)
        VALUES (pg_current_xact_id(), {rel}, ARRAY[lowest::text, NULL, highest::text]);
        logged := more;
      ELSE
{log_shared_keys}
      END IF;
