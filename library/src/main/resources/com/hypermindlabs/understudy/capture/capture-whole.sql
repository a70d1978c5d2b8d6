  INSERT INTO {recent} (xid, rel, key) VALUES (pg_catalog.pg_current_xact_id(), {rel}, NULL);
