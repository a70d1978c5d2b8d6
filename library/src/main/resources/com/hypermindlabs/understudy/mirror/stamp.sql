-- One value that differs when anything changed in the catalog that Catalog.read might tell apart, and
-- now and then when nothing did. Parameter: the numbers of all tables and partitions, four times.
SELECT md5(concat_ws('|',
  (SELECT string_agg(concat_ws(',', c.oid, c.relname, c.relnamespace, c.relfilenode, c.relowner,
      c.relpersistence, c.relrowsecurity), ';' ORDER BY c.oid)
    FROM pg_class c WHERE c.oid = ANY (?)),
  (SELECT string_agg(concat_ws(',', a.attrelid, a.attnum, a.xmin), ';' ORDER BY a.attrelid, a.attnum)
    FROM pg_attribute a WHERE a.attrelid = ANY (?) AND a.attnum > 0),
  (SELECT string_agg(concat_ws(',', t.oid, t.tgenabled, t.xmin), ';' ORDER BY t.oid)
    FROM pg_trigger t WHERE t.tgrelid = ANY (?)),
  (SELECT string_agg(concat_ws(',', i.inhparent, i.inhrelid), ';' ORDER BY i.inhrelid)
    FROM pg_inherits i WHERE i.inhparent = ANY (?))))
