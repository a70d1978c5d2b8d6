      -- Unless a migration has just given it another type.
      IF (SELECT pg_catalog.pg_typeof(r.{key_column}) FROM {all_rows} r{aliases} LIMIT 1)
        OPERATOR(pg_catalog.=) ANY (ARRAY['smallint', 'integer', 'bigint']::pg_catalog.regtype[])
      THEN
        SELECT {number_of_keys}, pg_catalog.min(r.{key_column}), pg_catalog.max(r.{key_column})
        INTO more, lowest, highest
        FROM {all_rows} r{aliases};
      END IF;
      IF highest::numeric OPERATOR(pg_catalog.-) lowest
        OPERATOR(pg_catalog.<) (2 OPERATOR(pg_catalog.*) more)
      THEN
        -- Integers that lie close together: one entry names all from the lowest to the highest.
        INSERT INTO {recent} (xid, rel, key)
        VALUES (
          pg_catalog.pg_current_xact_id(), {rel},
          ARRAY[lowest::pg_catalog.text, NULL, highest::pg_catalog.text]);
        logged := more;
      ELSE
{log_shared_keys}
      END IF;
