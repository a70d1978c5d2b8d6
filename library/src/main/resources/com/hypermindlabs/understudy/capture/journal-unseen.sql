-- Asks for tables as a whole whose rows may have changed with no trigger of ours told of it: since they
-- were last looked at their rows moved to other files or columns, a column got another name, for
-- those that the primary had by the new names went into the columns that had them then, or the triggers
-- were switched off and on again, which leaves this one firing as others do.
-- Parameters: the numbers of tables, and beside each the table or one of its partitions.
WITH present AS (
  SELECT m.n,
    md5(string_agg(concat_ws(',', c.oid, c.relfilenode, a.numbers), ';' ORDER BY c.oid)) AS place,
    md5(string_agg(concat_ws(',', c.oid, a.names), ';' ORDER BY c.oid)) AS names,
    bool_or(t.tgenabled <> 'A') AS silenced
  FROM unnest(?::int[], ?::oid[]) AS m (n, relation)
  JOIN pg_class c ON c.oid = m.relation
  CROSS JOIN LATERAL (
    SELECT string_agg(a.attnum::text, ' ' ORDER BY a.attnum),
      string_agg(a.attnum || quote_ident(a.attname), ' ' ORDER BY a.attnum)
    FROM pg_attribute a
    WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) a (numbers, names)
  LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = '!understudy_unseen_' || m.n
  GROUP BY m.n
), asked AS (
  INSERT INTO understudy.refresh
  SELECT p.n, '{}' FROM present p
  LEFT JOIN understudy.stored s ON s.n = p.n
  WHERE p.silenced OR s.place <> p.place OR s.names <> p.names
  ON CONFLICT DO NOTHING
)
INSERT INTO understudy.stored AS s (n, place, names) SELECT p.n, p.place, p.names FROM present p
ON CONFLICT (n) DO UPDATE SET place = excluded.place, names = excluded.names
WHERE s.place <> excluded.place OR s.names IS DISTINCT FROM excluded.names
