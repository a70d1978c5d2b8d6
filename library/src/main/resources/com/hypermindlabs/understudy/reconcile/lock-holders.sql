-- Who may have locked rows of these tables, or has locked one of them as a whole, in a transaction that
-- has not ended, the oldest first: rows that are locked cannot be asked whose they are. Neither readers
-- nor a VACUUM are in a round's way. Prepared transactions belong to no session. Parameter: the
-- tables' names, quoted. Without the right to see others' sessions their times are unknown.
WITH named AS (
  SELECT to_regclass(name) AS relation FROM unnest(?::text[]) name
), tables AS (
  SELECT relation FROM named
  UNION
  SELECT part.relid FROM named CROSS JOIN pg_partition_tree(named.relation) part
)
SELECT holder.virtualtransaction AS transaction,
  coalesce('pid ' || holder.pid, 'a prepared transaction') AS place,
  coalesce(session.usename, prepared.owner, '')::text AS role,
  coalesce(session.application_name, prepared.gid, '') AS application,
  coalesce(session.state, '') AS state,
  coalesce(session.xact_start, prepared.prepared)::timestamptz(0)::text AS began
FROM pg_locks holder
LEFT JOIN pg_stat_activity session ON session.pid = holder.pid
LEFT JOIN pg_locks own ON holder.pid IS NULL AND own.pid IS NULL
  AND own.locktype = 'transactionid' AND own.virtualtransaction = holder.virtualtransaction
LEFT JOIN pg_prepared_xacts prepared ON prepared.transaction = own.transactionid
WHERE holder.locktype = 'relation'
  AND holder.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND holder.relation IN (SELECT relation FROM tables)
  AND holder.granted
  AND holder.mode NOT IN ('AccessShareLock', 'ShareUpdateExclusiveLock')
  AND holder.pid IS DISTINCT FROM pg_backend_pid()
GROUP BY 1, 2, 3, 4, 5, 6, coalesce(session.xact_start, prepared.prepared)
ORDER BY coalesce(session.xact_start, prepared.prepared) NULLS LAST, 1
