    IF logged OPERATOR(pg_catalog.>=) 32 THEN
      -- A large statement: entries of their own for all keys would take most of its time.
{log_many_rows}
    END IF;
