-- What is made for table ${title}, number ${n}. All of it runs as the owner and can be called by
-- nobody but these triggers. Where a name has a dollar in it the quotes end with a mark.

-- Notes a change of one row. BEFORE UPDATE OR DELETE, first of all triggers, it keeps the row as it
-- was: later ones may see what another trigger has made of it. AFTER an INSERT, or an UPDATE of the
-- key, it notes that there was no such row. Later touches only move the transaction.
CREATE OR REPLACE FUNCTION understudy.note_${n}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp ${note_pins} AS $note${q}$
#variable_conflict use_column
DECLARE
  me xid8 := pg_current_xact_id();
BEGIN
  ${leaf_check}
  IF TG_WHEN = 'AFTER' THEN
    IF TG_OP = 'UPDATE' AND record_image_eq(ROW(${old_keys}), ROW(${new_keys})) THEN
      RETURN NULL;
    END IF;
    INSERT INTO understudy.journal_${n} AS j (${keys}, touched, o_there)
    VALUES (${new_keys}, me, false)
    ON CONFLICT (${keys}) DO UPDATE SET touched = me, settled = false
      WHERE j.touched <> me OR j.settled;
    ${touch_new}
    RETURN NULL;
  END IF;
  -- A trigger of the user's may come to a row that this transaction has made before its AFTER
  -- trigger came to it. age() is a cheap first look: what is older than us is not ours.
  IF age(OLD.xmin) <= 0 AND (OLD.xmin = me::xid OR understudy.is_own(OLD.xmin, me)) THEN
    INSERT INTO understudy.journal_${n} AS j (${keys}, touched, o_there)
    VALUES (${old_keys}, me, false)
    ON CONFLICT (${keys}) DO UPDATE SET touched = me, settled = false
      WHERE j.touched <> me OR j.settled;
  ELSE
    INSERT INTO understudy.journal_${n} AS j (${keys}, touched, o_there, ${images})
    VALUES (${old_keys}, me, true, ${old_images})
    ON CONFLICT (${keys}) DO UPDATE SET touched = me, settled = false
      WHERE j.touched <> me OR j.settled;
  END IF;
  ${touch_old}
  IF TG_OP = 'UPDATE' THEN
    RETURN NEW;
  END IF;
  RETURN OLD;
END
$note${q}$;

-- TRUNCATE, of the table or of one of its partitions, is a delete of each row. Under an older
-- snapshot the rows that others have committed since would be missed.
CREATE OR REPLACE FUNCTION understudy.wipe_${n}() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp ${pins} AS $wipe${q}$
BEGIN
  IF coalesce(current_setting('understudy.apply', true), '') IN ('on', 'migration')
    AND pg_has_role(session_user, ${owner}::oid, 'MEMBER')
  THEN
    IF current_setting('understudy.apply') = 'migration' THEN
      INSERT INTO understudy.refresh VALUES (${n}, '{}') ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'the fallback takes a TRUNCATE of %.% under READ COMMITTED only',
        TG_TABLE_SCHEMA, TG_TABLE_NAME
      USING ERRCODE = 'feature_not_supported',
            HINT = 'Delete the rows instead, or use another isolation level.';
  END IF;
  EXECUTE format($insert${q}$
    INSERT INTO understudy.journal_${n} AS j (${keys}, touched, o_there, ${images})
    SELECT ${row_keys}, pg_current_xact_id(), true, ${row_images} FROM %s r
    ON CONFLICT (${keys}) DO UPDATE SET touched = excluded.touched, settled = false
      WHERE j.touched <> excluded.touched OR j.settled
    $insert${q}$, TG_RELID::regclass);
  ${touch_all}
  RETURN NULL;
END
$wipe${q}$;

REVOKE ALL ON FUNCTION understudy.note_${n}(), understudy.wipe_${n}() FROM PUBLIC
