  -- One row is the old one and the new one. Of more, the second entry says that there are more.
  INSERT INTO {recent} (xid, rel, key)
  SELECT pg_catalog.pg_current_xact_id(), {rel},
    ARRAY[{key_of_n}, (SELECT {key_of_o} FROM old_rows o{aliases} LIMIT 1)]
  FROM new_rows n{aliases}
  LIMIT 2;
