-- Who holds the gate, so that it cannot be locked: sessions in a transaction that has written or reads
-- all tables, and prepared transactions, which belong to no session. Parameter: whether readers are in
-- the way, as they are of its closing. Locks and sessions are not read in one moment:
-- who has ended meanwhile, or is idle now, holds nothing any more. Without the right to see others'
-- sessions their times are unknown.
SELECT coalesce(holder.pid, 0) AS pid,
  coalesce(session.usename, prepared.owner, '')::text AS role,
  coalesce(session.application_name, 'prepared transaction ' || prepared.gid, '') AS application,
  coalesce(session.state, 'prepared') AS state,
  coalesce(session.backend_start, prepared.prepared, statement_timestamp()) AS connected,
  coalesce(session.xact_start, prepared.prepared, statement_timestamp()) AS began,
  coalesce(left(session.query, 200), '') AS query
FROM pg_locks holder
LEFT JOIN pg_stat_activity session ON session.pid = holder.pid
LEFT JOIN pg_locks own ON holder.pid IS NULL AND own.pid IS NULL
  AND own.locktype = 'transactionid' AND own.virtualtransaction = holder.virtualtransaction
LEFT JOIN pg_prepared_xacts prepared ON prepared.transaction = own.transactionid
WHERE holder.locktype = 'relation'
  AND holder.database = (SELECT oid FROM pg_database WHERE datname = current_database())
  AND holder.relation = 'understudy.gate'::regclass
  AND holder.granted
  AND (? OR holder.mode <> 'AccessShareLock')
  AND holder.pid IS DISTINCT FROM pg_backend_pid()
  AND (holder.pid IS NULL OR session.pid IS NOT NULL)
  AND session.state IS DISTINCT FROM 'idle'
ORDER BY began
