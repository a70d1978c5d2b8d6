-- Takes away what was made for table number ${n}, but never an entry that is not returned.
DROP FUNCTION IF EXISTS understudy.note_${n}(), understudy.wipe_${n}(), understudy.reread_${n}(),
  understudy.passed_${n}(), understudy.unseen_${n}() CASCADE;
DO $release$
BEGIN
  IF to_regclass('understudy.journal_${n}') IS NOT NULL THEN
    LOCK TABLE understudy.journal_${n} IN ACCESS EXCLUSIVE MODE;
    IF NOT EXISTS (SELECT FROM understudy.journal_${n}) THEN
      DROP TABLE understudy.journal_${n};
      DROP TABLE IF EXISTS understudy.sent_${n};
    END IF;
  END IF;
END
$release$;
UPDATE understudy.covered SET made = NULL WHERE n = ${n}
