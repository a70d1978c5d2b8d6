  INSERT INTO {change} (xid, rel, key)
  SELECT pg_catalog.pg_current_xact_id(), {rel}, NULL WHERE {unread} OPERATOR(pg_catalog.=) 0;
