      INSERT INTO {change} (xid, rel, key)
      SELECT pg_current_xact_id(), {rel}, ARRAY[{key_of_r}] FROM {rows} r{aliases} LIMIT 32;
      GET DIAGNOSTICS logged = ROW_COUNT;
      IF logged = 32 THEN
        -- Of a large statement 32 keys share an entry: their entries would take most of its time.
        INSERT INTO {change} (xid, rel, key)
        SELECT pg_current_xact_id(), {rel}, array_agg(k.key)
        FROM (
          SELECT {key_of_r} AS key, row_number() OVER () / 32 AS entry
          FROM (SELECT * FROM {rows} OFFSET 32) r{aliases}) k
        GROUP BY k.entry;
        GET DIAGNOSTICS more = ROW_COUNT;
        logged := logged + 32 * more;
      END IF;
