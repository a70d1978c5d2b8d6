  INSERT INTO {recent} (xid, rel, key)
  SELECT pg_catalog.pg_current_xact_id(), {rel}, ARRAY[{key_of_r}]
  FROM {rows} r{aliases}{at_most};
