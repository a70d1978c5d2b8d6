  INSERT INTO {change} (xid, rel, key)
  SELECT pg_catalog.pg_current_xact_id(), {rel}, ARRAY[{key_of_r}]
  FROM (
    SELECT {key_in_n} FROM new_rows n{aliases}
    UNION SELECT {key_in_o} FROM old_rows o{aliases}) r
  LIMIT {all} OPERATOR(pg_catalog.*) (1 OPERATOR(pg_catalog.-) {unread});
