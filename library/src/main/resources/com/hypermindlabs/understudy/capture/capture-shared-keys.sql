      -- 32 keys share an entry.
      INSERT INTO {change} (xid, rel, key)
      SELECT pg_current_xact_id(), {rel}, array_agg(k.key)
      FROM (
        SELECT {key_of_r} AS key, row_number() OVER () / 32 AS entry
        FROM (SELECT * FROM {rows} OFFSET 32) r{aliases}) k
      GROUP BY k.entry;
      GET DIAGNOSTICS more = ROW_COUNT;
      logged := logged + 32 * more;
