    -- A large statement: entries of their own for all keys would take most of its time.
    IF logged = 32 AND TG_OP = 'INSERT' THEN
{log_many_new_rows}
    ELSIF logged = 32 AND TG_OP = 'DELETE' THEN
{log_many_old_rows}
    END IF;
