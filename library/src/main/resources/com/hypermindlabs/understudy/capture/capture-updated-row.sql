  -- One row is the old one and the new one. Of more, the second pair says that there are more.
  INSERT INTO {change} (xid, rel, key)
  SELECT pg_catalog.pg_current_xact_id(), {rel},
    CASE WHEN {same_key} THEN ARRAY[{key_of_n}] ELSE ARRAY[{key_of_n}, {key_of_o}] END
  FROM new_rows n{aliases}, old_rows o{aliases}
  LIMIT 2;
