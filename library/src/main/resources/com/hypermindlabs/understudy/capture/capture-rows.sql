  INSERT INTO {change} (xid, rel, key)
  SELECT pg_catalog.pg_current_xact_id(), {rel}, ARRAY[{key_of_r}]
  FROM {rows} r{aliases}
  LIMIT {at_most} OPERATOR(pg_catalog.*) (1 OPERATOR(pg_catalog.-) {unread});
