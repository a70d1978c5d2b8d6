    IF logged OPERATOR(pg_catalog.>=) {many} THEN
      -- A large statement: entries of their own for all keys would take most of its time.
{log_many_rows}
    END IF;
