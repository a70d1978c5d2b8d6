-- Runs on the primary inside a round, for one table.
DECLARE
  chunk bigint[];
  size integer;
  readable boolean;
  failed_state text;
  failed_cause text;
BEGIN
  CREATE TEMP TABLE understudy_unread ON COMMIT DROP AS SELECT x.r FROM /* rows */ x;
  FOREACH size IN ARRAY ARRAY[10000, 100, 1] LOOP
    FOR chunk IN
      SELECT array_agg(p.r)
      FROM (
        SELECT u.r, (row_number() OVER (ORDER BY u.r) - 1) / size AS part
        FROM pg_temp.understudy_unread u
      ) p
      GROUP BY p.part ORDER BY p.part
    LOOP
      BEGIN
        /* write chunk */
        DELETE FROM pg_temp.understudy_unread u WHERE u.r = ANY (chunk);
      EXCEPTION WHEN OTHERS OR assert_failure THEN
        GET STACKED DIAGNOSTICS failed_state = RETURNED_SQLSTATE, failed_cause = MESSAGE_TEXT;
        IF failed_state ~ '^(/* of no row */)$' THEN
          RAISE;
        END IF;
        IF size = 1 THEN
          BEGIN
            readable := true;
            /* key there */
          EXCEPTION WHEN OTHERS OR assert_failure THEN
            BEGIN
              /* without key */
            EXCEPTION WHEN OTHERS OR assert_failure THEN
              readable := false;
              /* without key */
            END;
          END;
        END IF;
      END;
    END LOOP;
  END LOOP;
  DROP TABLE pg_temp.understudy_unread;
END
