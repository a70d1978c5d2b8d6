-- Runs on the primary inside a round. understudy_todo has the units that are still to be written; a
-- unit that was written leaves it. First all that nothing is known against at once, then in ever
-- smaller chunks, then each by itself, the suspects too; at last those that need each other in a
-- circle, with all that they need. Rows may need each other in an order that only trying tells, so
-- it is repeated as long as something gets through.
-- Variables are called as no column is.
DECLARE
  understudy_chunk bigint[];
  understudy_attempt bigint[];
  understudy_size integer;
  understudy_written bigint;
  understudy_moved bigint;
  understudy_before bigint;
  understudy_state text;
  understudy_cause text;
BEGIN
  LOOP
    SELECT count(*) INTO understudy_before FROM pg_temp.understudy_todo;
    EXIT WHEN understudy_before = 0;
    FOREACH understudy_size IN ARRAY ARRAY[2147483647, 1000, 40, 1, 0] LOOP
      FOR understudy_attempt IN
        (SELECT array_agg(p.unit)
        FROM (
          SELECT t.unit,
            (row_number() OVER (ORDER BY t.place) - 1) / greatest(understudy_size, 1) AS part
          FROM pg_temp.understudy_todo t
          WHERE understudy_size = 1 OR (understudy_size > 1 AND NOT t.suspect)
        ) p
        GROUP BY p.part ORDER BY p.part)
        UNION ALL
        (WITH RECURSIVE hopeless AS (
          SELECT t.unit FROM pg_temp.understudy_todo t
          WHERE understudy_size = 0 AND NOT EXISTS (
            SELECT FROM pg_temp.understudy_need n
            JOIN pg_temp.understudy_todo o ON o.unit = n.needs
            WHERE n.of = t.unit)
          UNION
          SELECT n.of FROM hopeless h JOIN pg_temp.understudy_need n ON n.needs = h.unit
        ), reached AS (
          SELECT t.unit AS start, t.unit FROM pg_temp.understudy_todo t
          WHERE understudy_size = 0 AND t.unit NOT IN (SELECT h.unit FROM hopeless h)
          UNION
          SELECT r.start, n.needs
          FROM reached r
          JOIN pg_temp.understudy_need n ON n.of = r.unit
          JOIN pg_temp.understudy_todo o ON o.unit = n.needs
        )
        SELECT array_agg(r.unit ORDER BY r.unit) FROM reached r GROUP BY r.start ORDER BY count(*))
      LOOP
        -- Without what an attempt before has written.
        SELECT array_agg(t.unit) INTO understudy_chunk
        FROM pg_temp.understudy_todo t WHERE t.unit = ANY (understudy_attempt);
        CONTINUE WHEN understudy_chunk IS NULL;
        BEGIN
          SET CONSTRAINTS ALL DEFERRED;
          /* deletes first */
          /* parking */
          /* writes */
          /* turning back */
          /* deletes */
          /* taking back */
          /* kept */
          SET CONSTRAINTS ALL IMMEDIATE;
          DELETE FROM pg_temp.understudy_todo t WHERE t.unit = ANY (understudy_chunk);
        EXCEPTION WHEN OTHERS OR assert_failure THEN
          GET STACKED DIAGNOSTICS
            understudy_state = RETURNED_SQLSTATE, understudy_cause = MESSAGE_TEXT;
          IF understudy_state ~ '^(/* of no row */)$' AND understudy_state <> ALL (/* skipped */) THEN
            RAISE;
          END IF;
          IF understudy_size = 1 THEN
            UPDATE pg_temp.understudy_todo t SET state = understudy_state, cause = understudy_cause
            WHERE t.unit = understudy_chunk[1];
          END IF;
        END;
      END LOOP;
    END LOOP;
    EXIT WHEN (SELECT count(*) FROM pg_temp.understudy_todo) IN (0, understudy_before);
  END LOOP;
END
