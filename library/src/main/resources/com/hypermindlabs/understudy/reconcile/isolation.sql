-- Runs on the primary inside a round. understudy_todo has the units that are still to be written; a
-- unit that was written leaves it. Rows may need each other in an order that only trying tells, so
-- it is repeated as long as something gets through.
DECLARE
  chunk bigint[];
  size integer;
  written bigint;
  before bigint;
  failed_state text;
  failed_cause text;
BEGIN
  LOOP
    SELECT count(*) INTO before FROM pg_temp.understudy_todo;
    FOREACH size IN ARRAY ARRAY[1000, 40, 1] LOOP
      FOR chunk IN
        SELECT array_agg(p.unit)
        FROM (
          SELECT t.unit, (row_number() OVER (ORDER BY t.place) - 1) / size AS part
          FROM pg_temp.understudy_todo t
        ) p
        GROUP BY p.part ORDER BY p.part
      LOOP
        BEGIN
          SET CONSTRAINTS ALL DEFERRED;
          /* writes */
          /* kept */
          SET CONSTRAINTS ALL IMMEDIATE;
          DELETE FROM pg_temp.understudy_todo t WHERE t.unit = ANY (chunk);
        EXCEPTION WHEN OTHERS THEN
          GET STACKED DIAGNOSTICS failed_state = RETURNED_SQLSTATE, failed_cause = MESSAGE_TEXT;
          IF left(failed_state, 2) NOT IN ('22', '23', 'P0') AND failed_state <> '42501' THEN
            RAISE;
          END IF;
          IF size = 1 THEN
            UPDATE pg_temp.understudy_todo t SET state = failed_state, cause = failed_cause
            WHERE t.unit = chunk[1];
          END IF;
        END;
      END LOOP;
    END LOOP;
    EXIT WHEN (SELECT count(*) FROM pg_temp.understudy_todo) IN (0, before);
  END LOOP;
END
