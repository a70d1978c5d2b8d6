  ELSIF {columns_missing} THEN
    INSERT INTO {change} (xid, rel, key) VALUES (pg_current_xact_id(), {rel}, NULL);
    logged := 1;
