-- What is made for table ${title}, number ${n}, for migrations in an outage.

-- What a migration changes here is read from the primary again, where the same migration runs. It is
-- no change of the application's: the base of a row moves with it. Where the application has changed
-- the column itself, nobody knows what the migration would have made of its base ("migrated"). What
-- is on its way to the primary moves too: it is compared with what arrives after the migration. So does
-- what is held, and is sent again: the ledger has it as it was before, perhaps in another unit. Where
-- the table is not as it was when this was made, others do that: see journal-reshaped.sql.
CREATE OR REPLACE FUNCTION understudy.reread_${n}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp ${pins} AS $reread${q}$
BEGIN
  IF current_setting('understudy.reshaped_${n}', true) <> '' THEN
    IF TG_OP = 'UPDATE' THEN
      IF EXISTS (SELECT FROM understudy.journal_${n}) THEN
        PERFORM understudy.reread(${n}, OLD, NEW);
      END IF;
    ELSIF TG_OP = 'INSERT' THEN
      PERFORM understudy.bear(${n}, NEW);
    END IF;
    RETURN NULL;
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO understudy.refresh VALUES (${n}, ${old_key}) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO understudy.refresh VALUES (${n}, ${new_key}) ON CONFLICT DO NOTHING;
  END IF;
  IF TG_OP = 'INSERT' THEN
    IF current_setting('understudy.alone', true) = 'on' THEN
      -- Without a primary nobody else makes this row.
      INSERT INTO understudy.journal_${n} (${keys}, touched, o_there)
      VALUES (${new_keys}, pg_current_xact_id(), false)
      ON CONFLICT DO NOTHING;
    ELSE
      INSERT INTO understudy.birth VALUES (${n}, ${new_key}) ON CONFLICT DO NOTHING;
    END IF;
  END IF;
  IF TG_OP <> 'UPDATE' THEN
    RETURN NULL;
  END IF;
  IF NOT record_image_eq(ROW(${old_keys}), ROW(${new_keys})) THEN
    PERFORM set_config('understudy.renumbered_${n}', 'on', true);
    UPDATE understudy.birth SET key = ${new_key}
    WHERE n = ${n} AND key = ${old_key} AND NOT noted
      AND hash_array_extended(key, 0) = hash_array_extended(${old_key}, 0)
      AND hash_array_extended(key, 1) = hash_array_extended(${old_key}, 1);
    IF EXISTS (SELECT FROM understudy.journal_${n} j WHERE ${is_new}) THEN
      RAISE EXCEPTION 'give a row of %.% another key: a row that had it was changed in this outage',
          TG_TABLE_SCHEMA, TG_TABLE_NAME
        USING ERRCODE = 'object_not_in_prerequisite_state',
              HINT = 'Let the changes return to the primary first, and run the migration then.';
    END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM understudy.journal_${n} j WHERE ${is_old}) THEN
    RETURN NULL;
  END IF;
  IF to_regclass('understudy.sent_${n}') IS NOT NULL THEN
    IF EXISTS (SELECT FROM understudy.sent_${n}) THEN
      CREATE INDEX IF NOT EXISTS sent_${n}_key ON understudy.sent_${n} (${keys});
      UPDATE understudy.sent_${n} j SET ${move_sent} WHERE ${is_old};
    END IF;
  END IF;
  UPDATE understudy.journal_${n} j SET ${move_base} WHERE ${is_old} AND j.o_there;
  UPDATE understudy.journal_${n} j SET ${move_held}
  WHERE ${is_old} AND j.held_as IS NOT NULL AND NOT record_image_eq(OLD, NEW);
  IF NOT record_image_eq(ROW(${old_keys}), ROW(${new_keys})) THEN
    UPDATE understudy.journal_${n} j SET (${keys}) = ROW(${new_keys}) WHERE ${is_old};
    ${move_touches}
  END IF;
  RETURN NULL;
END
$reread${q}$;

-- Rows that were deleted here a migration does not come to; on the primary it may have changed them.
CREATE OR REPLACE FUNCTION understudy.passed_${n}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp ${pins} AS $passed${q}$
DECLARE
  renumbered CONSTANT text[] :=
    CASE WHEN current_setting('understudy.renumbered_${n}', true) = 'on' THEN '{k}' ELSE '{}' END;
BEGIN
  IF current_setting('understudy.reshaped_${n}', true) <> '' THEN
    PERFORM understudy.passed(${n}, renumbered);
    RETURN NULL;
  END IF;
  -- The table may have another name by now.
  EXECUTE format($update${q}$
    UPDATE understudy.journal_${n} j SET migrated = coalesce(j.migrated, '{}') || $1
    WHERE j.o_there AND NOT coalesce(j.migrated, '{}') @> $1
      AND NOT EXISTS (SELECT FROM %s t WHERE ${is_row_there})
    $update${q}$, TG_RELID::regclass) USING ARRAY[${unknown}] || renumbered;
  EXECUTE format($update${q}$
    UPDATE understudy.journal_${n} j SET migrated = coalesce(j.migrated, '{}') || $1
    WHERE j.held_as IS NOT NULL AND NOT coalesce(j.migrated, '{}') @> $1
      AND NOT EXISTS (SELECT FROM %s t WHERE ${is_row_there})
    $update${q}$, TG_RELID::regclass) USING ARRAY[${unknown_held}];
  RETURN NULL;
END
$passed${q}$;

-- Rows that a migration changes while no trigger for rows fires: which, and how, nobody knows.
CREATE OR REPLACE FUNCTION understudy.unseen_${n}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $unseen${q}$
DECLARE
  marks CONSTANT text[] := ARRAY[${unknown}];
  held_marks CONSTANT text[] := ARRAY[${unknown_held}];
BEGIN
  INSERT INTO understudy.refresh VALUES (${n}, '{}') ON CONFLICT DO NOTHING;
  UPDATE understudy.journal_${n} j SET migrated = coalesce(j.migrated, '{}') || marks
  WHERE j.o_there AND NOT coalesce(j.migrated, '{}') @> marks;
  UPDATE understudy.journal_${n} j SET migrated = coalesce(j.migrated, '{}') || held_marks,
    settled = j.settled AND NOT j.o_there
  WHERE j.held_as IS NOT NULL AND NOT coalesce(j.migrated, '{}') @> held_marks;
  RETURN NULL;
END
$unseen${q}$;

REVOKE ALL ON FUNCTION understudy.reread_${n}(), understudy.passed_${n}(), understudy.unseen_${n}()
  FROM PUBLIC
