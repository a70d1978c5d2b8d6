      -- 32 keys share an entry.
      INSERT INTO {recent} (xid, rel, key)
      SELECT pg_catalog.pg_current_xact_id(), {rel}, pg_catalog.array_agg(k.key)
      FROM (
        SELECT {key_of_r} AS key,
          pg_catalog.row_number() OVER () OPERATOR(pg_catalog./) 32 AS entry
        FROM {other_rows} r{aliases}) k
      GROUP BY k.entry;
      GET DIAGNOSTICS more = ROW_COUNT;
      logged := logged OPERATOR(pg_catalog.+) (32 OPERATOR(pg_catalog.*) more);
